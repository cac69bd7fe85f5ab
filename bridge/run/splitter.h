// Deliveries -> items (design.md section 3, Received -> Parsed).
#pragma once

#include <string>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

// What the store keeps of an item: where it begins its life, and the audit of that.
NewItem ToNewItem(const mappings::Item& item, const RunSettings& settings, Instant now);

class Splitter {
 public:
  Splitter(const Ports& ports, const RunSettings& settings) : ports_(ports), settings_(settings) {}

  // Splits what waits, oldest first, at most `limit` deliveries. Returns how many; a Failure leaves
  // the rest waiting.
  Result<int, Failure> RunOnce(const std::string& worker, int limit);

 private:
  const Ports& ports_;
  const RunSettings& settings_;
};

}  // namespace chartbridge::bridge::run
