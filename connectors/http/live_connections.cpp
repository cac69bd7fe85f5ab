#include "connectors/http/live_connections.h"

#include <sys/socket.h>

namespace chartbridge::http {

LiveConnections::ConnectionEntry::ConnectionEntry(LiveConnections& all, int descriptor)
    : all_(all), descriptor_(descriptor) {
  const std::lock_guard lock(all_.mutex_);
  all_.idle_[descriptor_] = false;
}

LiveConnections::ConnectionEntry::~ConnectionEntry() {
  // Notified under the lock: the one who waits may destroy the condition as soon as it is free.
  const std::lock_guard lock(all_.mutex_);
  all_.idle_.erase(descriptor_);
  if (all_.idle_.empty()) all_.gone_.notify_all();
}

bool LiveConnections::ConnectionEntry::SetIdle() {
  const std::lock_guard lock(all_.mutex_);
  all_.idle_[descriptor_] = true;
  return !all_.stopping_;
}

void LiveConnections::ConnectionEntry::SetBusy() {
  const std::lock_guard lock(all_.mutex_);
  all_.idle_[descriptor_] = false;
}

int LiveConnections::size() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(idle_.size());
}

bool LiveConnections::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void LiveConnections::Close(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  for (const auto& [descriptor, resting] : idle_) {
    if (resting) ::shutdown(descriptor, SHUT_RDWR);
  }
  if (gone_.wait_until(lock, until, [this] { return idle_.empty(); })) return;
  for (const auto& [descriptor, resting] : idle_) ::shutdown(descriptor, SHUT_RDWR);
  gone_.wait(lock, [this] { return idle_.empty(); });
}

}  // namespace chartbridge::http
