// Finds what nothing points to any more: vault objects, keys, payloads (redesign.md section 3).
#pragma once

#include <chrono>
#include <stop_token>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

class Sweeper {
 public:
  explicit Sweeper(const Ports& ports) : ports_(ports) {}

  // Sweeps when the last one, of any process, began more than a day ago; the first call after a
  // start needs only an hour, because what ended before may have left something. False when it is
  // not time. What was made in the last hour is left alone: its row may be on its way.
  Result<bool, Failure> RunOnce(const std::stop_token& stop = {});

 private:
  Result<void, Failure> SweepVault(Instant before, const std::stop_token& stop);

  const Ports& ports_;
  bool swept_ = false;
};

}  // namespace chartbridge::bridge::run
