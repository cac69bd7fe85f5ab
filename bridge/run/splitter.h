// Deliveries -> items (design.md section 3, Received -> Parsed), in slices: a huge delivery stops
// neither the webhooks beside it nor the service, and one bad item harms no other (finding A13).
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

// How many items go into one transaction at the most.
inline constexpr int kSliceItems = 256;

// What the store keeps of an item: where it begins its life, and the audit of that.
NewItem ToNewItem(const mappings::Item& item, const RunSettings& settings, Instant now);

class Splitter {
 public:
  Splitter(const Ports& ports, const RunSettings& settings) : ports_(ports), settings_(settings) {}

  // Splits what waits, oldest first, at most `limit` deliveries, and stops inside one of them when
  // `stop` is requested: the rest of it waits. Returns how many it took up. A delivery that cannot
  // be split three times is parked; a store that is away counts against none.
  Result<int, Failure> RunOnce(const std::string& owner, int limit,
                               const std::stop_token& stop = {});

 private:
  Result<void, Failure> Flush(std::vector<Slice>& slices);
  Result<void, Failure> SplitOne(const StoredDelivery& delivery, std::vector<Slice>& pending,
                                 const std::stop_token& stop);
  void Blame(Seq delivery);

  const Ports& ports_;
  const RunSettings& settings_;
};

}  // namespace chartbridge::bridge::run
