#include "connectors/http/transport.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

namespace chartbridge::http {
namespace {

// poll counts whole milliseconds; rounding up keeps it from spinning in the last one.
int MillisecondsUntil(Deadline deadline) {
  using std::chrono::ceil;
  using std::chrono::milliseconds;
  const auto left = ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

}  // namespace

Io WaitFor(int descriptor, short events, Deadline deadline) {
  pollfd entry{descriptor, events, 0};
  for (;;) {
    const int timeout = MillisecondsUntil(deadline);
    const int ready = ::poll(&entry, 1, timeout);
    if (ready > 0) return Io::kData;
    if (ready < 0 && errno != EINTR) return Io::kData;
    if (ready == 0 && timeout < 3'600'000) return Io::kTimedOut;
  }
}

IoResult PlainTransport::Read(char* into, std::size_t size, Deadline deadline) {
  for (;;) {
    const ssize_t got = ::recv(descriptor_, into, size, MSG_DONTWAIT);
    if (got > 0) return {Io::kData, static_cast<std::size_t>(got)};
    if (got == 0) return {Io::kEnd, 0};
    if (errno != EAGAIN && errno != EINTR) return {Io::kBroken, 0};
    if (WaitFor(descriptor_, POLLIN, deadline) == Io::kTimedOut) return {Io::kTimedOut, 0};
  }
}

IoResult PlainTransport::Write(std::string_view first, std::string_view second, Deadline deadline) {
  std::size_t sent = 0;
  while (!first.empty() || !second.empty()) {
    std::array<iovec, 2> pieces{iovec{const_cast<char*>(first.data()), first.size()},
                                iovec{const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const ssize_t done = ::sendmsg(descriptor_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (done < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return {Io::kBroken, sent};
      if (WaitFor(descriptor_, POLLOUT, deadline) == Io::kTimedOut) return {Io::kTimedOut, sent};
      continue;
    }
    sent += static_cast<std::size_t>(done);
    const std::size_t of_first = std::min(first.size(), static_cast<std::size_t>(done));
    first.remove_prefix(of_first);
    second.remove_prefix(static_cast<std::size_t>(done) - of_first);
  }
  return {Io::kData, sent};
}

}  // namespace chartbridge::http
