// Time that moves when the test says so.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace chartbridge {

class StoppedClock final : public Clock {
 public:
  explicit StoppedClock(std::int64_t now = 1795327200000) : now_(now) {}  // 2026-11-22T06:00:00Z
  Instant Now() const override { return FromUnixMillis(now_ + moved_); }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::milliseconds(moved_));
  }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return false; }
  void Move(std::chrono::milliseconds by) { moved_ += by.count(); }

 private:
  const std::int64_t now_;
  std::atomic<std::int64_t> moved_{0};
};

}  // namespace chartbridge
