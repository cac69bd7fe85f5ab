#include "connectors/http/session.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "Poco/Exception.h"
#include "Poco/Net/DNS.h"
#include "Poco/Net/HostEntry.h"
#include "Poco/Net/SocketAddress.h"
#include "connectors/http/public_address.h"
#include "words/say.h"

namespace chartbridge::http {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

constexpr std::size_t kRoom = 64U << 10U;

class SocketSession final : public Session {
 public:
  SocketSession(OwnedSocket socket, std::unique_ptr<Transport> transport)
      : socket_(std::move(socket)), transport_(std::move(transport)), stream_(*transport_, kRoom) {}

  Transport& transport() override { return *transport_; }
  BufferedStream& stream() override { return stream_; }
  bool Fresh() const override {
    pollfd entry{socket_.descriptor(), POLLIN, 0};
    return stream_.empty() && !transport_->Holds() && ::poll(&entry, 1, 0) == 0;
  }

 private:
  OwnedSocket socket_;
  std::unique_ptr<Transport> transport_;
  BufferedStream stream_;
};

std::vector<IPAddress> Resolve(const std::string& host) {
  IPAddress literal;
  if (IPAddress::tryParse(host, literal)) return {literal};
  try {
    return Poco::Net::DNS::hostByName(host).addresses();
  } catch (const Poco::Exception&) {
    return {};
  }
}

// Not Poco's: its sockets are known to nobody until they are connected, so nobody could end the
// attempt.
std::optional<OwnedSocket> Connect(const SocketAddress& address, OpenSockets& sockets,
                                   Deadline deadline) {
  OwnedSocket socket(
      ::socket(address.af(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP), sockets);
  if (!socket.usable()) return std::nullopt;
  const int descriptor = socket.descriptor();
  if (::connect(descriptor, address.addr(), address.length()) != 0) {
    if (errno != EINPROGRESS) return std::nullopt;
    if (WaitFor(descriptor, POLLOUT, deadline) != Io::kData) return std::nullopt;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
      return std::nullopt;
  }
  const int on = 1;
  (void)::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

Result<std::unique_ptr<Session>, Failure> Dial(const Url& url, bool public_addresses_only,
                                               const TlsClient& tls, OpenSockets& sockets,
                                               Deadline deadline) {
  const std::vector<IPAddress> addresses = Resolve(url.host);
  if (addresses.empty()) return Fail(FailureKind::kUnreachable, words::Say("host-unknown"));
  const bool all_public = std::all_of(addresses.begin(), addresses.end(), [](const auto& address) {
    return IsPublicAddress(address.toString());
  });
  if (public_addresses_only && !all_public)
    return Fail(FailureKind::kRefused, words::Say("host-not-public"));
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    // Each address gets its share of the time, so that a dead one leaves some for the next.
    const auto now = std::chrono::steady_clock::now();
    const Deadline share = now + (deadline - now) / static_cast<int>(addresses.size() - i);
    auto socket = Connect({addresses[i], static_cast<Poco::UInt16>(url.port)}, sockets, share);
    if (!socket) continue;
    const int descriptor = socket->descriptor();
    if (!url.tls) {
      return std::unique_ptr<Session>(std::make_unique<SocketSession>(
          *std::move(socket), std::make_unique<PlainTransport>(descriptor)));
    }
    auto transport = tls.Handshake(descriptor, url.host, deadline);
    if (!transport) return Unexpected(transport.error());
    return std::unique_ptr<Session>(
        std::make_unique<SocketSession>(*std::move(socket), *std::move(transport)));
  }
  return Fail(FailureKind::kUnreachable, words::Say("host-silent"));
}

}  // namespace chartbridge::http
