// The machine's clock. One of the two files that may ask for the time or for chance.
#pragma once

#include "base/clock.h"

namespace chartbridge {

class SystemClock final : public Clock {
 public:
  Instant Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
  bool WaitUntil(std::stop_token stop, std::chrono::steady_clock::time_point until) override;
};

}  // namespace chartbridge
