#include "connectors/http/session.h"

#include <poll.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "Poco/Exception.h"
#include "Poco/Net/DNS.h"
#include "Poco/Net/HostEntry.h"
#include "Poco/Net/StreamSocket.h"
#include "connectors/http/public_address.h"

namespace chartbridge::http {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::StreamSocket;

constexpr std::size_t kRoom = 64U << 10U;

class SocketSession final : public Session {
 public:
  SocketSession(StreamSocket socket, std::unique_ptr<Link> link)
      : socket_(std::move(socket)), link_(std::move(link)), wire_(*link_, kRoom) {}

  Link& link() override { return *link_; }
  Wire& wire() override { return wire_; }
  bool Fresh() const override {
    pollfd entry{socket_.impl()->sockfd(), POLLIN, 0};
    return wire_.empty() && !link_->Holds() && ::poll(&entry, 1, 0) == 0;
  }

 private:
  StreamSocket socket_;
  std::unique_ptr<Link> link_;
  Wire wire_;
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

std::optional<StreamSocket> Connect(const IPAddress& address, int port, Deadline deadline) {
  using std::chrono::ceil;
  using std::chrono::microseconds;
  const auto left = ceil<microseconds>(deadline - std::chrono::steady_clock::now()).count();
  if (left <= 0) return std::nullopt;
  try {
    StreamSocket socket;
    socket.connect({address, static_cast<Poco::UInt16>(port)}, Poco::Timespan(left));
    socket.setNoDelay(true);
    return socket;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

}  // namespace

Result<std::unique_ptr<Session>, Failure> Dial(const Url& url, bool public_addresses_only,
                                               const TlsClient& tls, Deadline deadline) {
  const std::vector<IPAddress> addresses = Resolve(url.host);
  if (addresses.empty()) return Fail(FailureKind::kUnreachable, "The host name is not known.");
  const bool all_public = std::all_of(addresses.begin(), addresses.end(), [](const auto& address) {
    return IsPublicAddress(address.toString());
  });
  if (public_addresses_only && !all_public)
    return Fail(FailureKind::kRefused, "The host is not on the public internet.");
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    // Each address gets its share of the time, so that a dead one leaves some for the next.
    const auto now = std::chrono::steady_clock::now();
    const Deadline share = now + (deadline - now) / static_cast<int>(addresses.size() - i);
    auto socket = Connect(addresses[i], url.port, share);
    if (!socket) continue;
    const int descriptor = socket->impl()->sockfd();
    if (!url.tls) {
      return std::unique_ptr<Session>(std::make_unique<SocketSession>(
          *std::move(socket), std::make_unique<PlainLink>(descriptor)));
    }
    auto link = tls.Greet(descriptor, url.host, deadline);
    if (!link) return Unexpected(link.error());
    return std::unique_ptr<Session>(
        std::make_unique<SocketSession>(*std::move(socket), *std::move(link)));
  }
  return Fail(FailureKind::kUnreachable, "Nobody answers at the host's addresses.");
}

}  // namespace chartbridge::http
