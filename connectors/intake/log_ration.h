// Keeps a stranger who can trigger a log line from filling the disk with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace chartbridge::intake {

class LogRation {
 public:
  // Counts one more. A number comes back at most once a minute: how many there were since the
  // last line, this one included. Any thread.
  std::optional<std::int64_t> Take(std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    ++waiting_;
    if (last_ && now - *last_ < std::chrono::minutes(1)) return std::nullopt;
    last_ = now;
    return std::exchange(waiting_, 0);
  }

 private:
  std::mutex mutex_;
  std::int64_t waiting_ = 0;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace chartbridge::intake
