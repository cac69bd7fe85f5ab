// Lines -> charts: takes one conversation's line at a time under a lease and works through what of
// it is due, in order (promise P7).
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "bridge/run/context.h"
#include "bridge/run/item_processor.h"

namespace chartbridge::bridge::run {

class LineWorker {
 public:
  LineWorker(const Ports& ports, const RunSettings& settings)
      : ports_(ports), settings_(settings) {}

  // Works on one line. False when none is due, or when nothing could be done with it now. While
  // calls to the EHR are paused (circuit.h), only what needs none, or what a person asked for.
  // Stops between two effects when `stop` is requested; what was learned until then is stored.
  Result<bool, Failure> RunOnce(const std::stop_token& stop = {});

 private:
  using Processors = std::vector<std::unique_ptr<ItemProcessor>>;
  Claim MayClaim();
  Result<void, Failure> WorkOn(LineWork work, const Lease& lease, Claim claim,
                               const std::stop_token& stop, bool& moved);
  Result<void, Failure> VerifyFiled(const Processors& done);

  const Ports& ports_;
  const RunSettings& settings_;
};

}  // namespace chartbridge::bridge::run
