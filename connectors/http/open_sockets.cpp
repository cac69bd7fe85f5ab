#include "connectors/http/open_sockets.h"

#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace chartbridge::http {

void OpenSockets::Abort() {
  const std::lock_guard lock(mutex_);
  aborted_ = true;
  ++generation_;
  for (const int descriptor : descriptors_) ::shutdown(descriptor, SHUT_RDWR);
}

void OpenSockets::Resume() {
  const std::lock_guard lock(mutex_);
  aborted_ = false;
}

bool OpenSockets::aborted() const {
  const std::lock_guard lock(mutex_);
  return aborted_;
}

std::uint64_t OpenSockets::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

bool OpenSockets::Add(int descriptor) {
  const std::lock_guard lock(mutex_);
  if (!aborted_) descriptors_.insert(descriptor);
  return !aborted_;
}

void OpenSockets::Remove(int descriptor) {
  const std::lock_guard lock(mutex_);
  descriptors_.erase(descriptor);
}

OwnedSocket::OwnedSocket(int descriptor, OpenSockets& sockets)
    : descriptor_(descriptor),
      sockets_(&sockets),
      usable_(descriptor >= 0 && sockets.Add(descriptor)) {}

OwnedSocket::OwnedSocket(OwnedSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      sockets_(other.sockets_),
      usable_(other.usable_) {}

// Forgotten before it is closed: its number may be another file's in the next moment.
OwnedSocket::~OwnedSocket() {
  if (descriptor_ < 0) return;
  sockets_->Remove(descriptor_);
  ::close(descriptor_);
}

}  // namespace chartbridge::http
