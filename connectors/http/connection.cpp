#include "connectors/http/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <exception>
#include <optional>
#include <typeinfo>

#include "Poco/Net/HTTPResponse.h"

namespace chartbridge::http {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestFarewell{2};
constexpr std::size_t kLargestFarewell = 16U << 20U;

// The address in 16 bytes, IPv4 as IPv6 has it (RFC 4291 section 2.5.5.2); nothing for another
// family.
std::optional<in6_addr> AddressIn(const sockaddr_storage& socket) {
  if (socket.ss_family == AF_INET6) return reinterpret_cast<const sockaddr_in6&>(socket).sin6_addr;
  if (socket.ss_family != AF_INET) return std::nullopt;
  in6_addr mapped{};
  mapped.s6_addr[10] = mapped.s6_addr[11] = 0xff;
  std::memcpy(mapped.s6_addr + 12, &reinterpret_cast<const sockaddr_in&>(socket).sin_addr, 4);
  return mapped;
}

// Loopback, or both ends of the connection are one address.
bool ComesFromThisMachine(int descriptor) {
  sockaddr_storage peer{};
  sockaddr_storage own{};
  socklen_t peer_size = sizeof peer;
  socklen_t own_size = sizeof own;
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0 ||
      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &own_size) != 0)
    return false;
  const auto from = AddressIn(peer);
  const auto to = AddressIn(own);
  if (!from || !to) return false;
  return IN6_IS_ADDR_LOOPBACK(&*from) ||
         (IN6_IS_ADDR_V4MAPPED(&*from) && from->s6_addr[12] == 127) ||
         IN6_ARE_ADDR_EQUAL(&*from, &*to);
}

std::string AddressOf(int descriptor) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return {};
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in&>(peer).sin_addr, text, sizeof text);
  } else if (peer.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6&>(peer).sin6_addr, text, sizeof text);
  }
  return text;
}

Handler* FindRoute(const std::vector<Route>& routes, std::string_view path) {
  for (const Route& route : routes) {
    if (path.substr(0, route.prefix.size()) != route.prefix) continue;
    const bool whole = path.size() == route.prefix.size() || route.prefix.ends_with('/') ||
                       path[route.prefix.size()] == '/';
    if (whole) return route.handler;
  }
  return nullptr;
}

}  // namespace

Connection::Connection(int descriptor, Floor& floor)
    : floor_(floor),
      descriptor_(descriptor),
      from_loopback_(ComesFromThisMachine(descriptor)),
      peer_(AddressOf(descriptor)),
      seat_(floor.live, descriptor),
      link_(descriptor),
      wire_(link_, floor.settings.head_bytes) {}

void Connection::Serve() {
  bool first = true;
  while (Exchange(first)) first = false;
  if (unread_) Linger();
}

bool Connection::AwaitHead(bool first, BufferedStream::Head& head) {
  const ServerSettings& settings = floor_.settings;
  // A fresh connection has the whole deadline for its first head; an idle one waits for its next
  // request as long as keep-alive says, and the deadline runs from that request's first byte.
  Deadline deadline = steady_clock::now() + settings.head_deadline;
  if (wire_.empty()) {
    if (!seat_.Rest()) return false;
    const Deadline idle = first ? deadline : steady_clock::now() + settings.keep_alive;
    if (wire_.WaitForByte(idle) != Io::kData) return false;
    seat_.Work();
    if (!first) deadline = steady_clock::now() + settings.head_deadline;
  }
  const Io skipped = wire_.SkipEmptyLine(deadline);
  head = skipped == Io::kData ? wire_.ReadHead(deadline)
                              : BufferedStream::Head{skipped, {}, false, true};
  if (head.io == Io::kData) return true;
  if (head.io == Io::kTimedOut) {
    NoteCut("head late");
    Refuse(408);
    unread_ = false;  // it had its time
  } else if (head.io == Io::kMalformed) {
    Refuse(head.too_long ? 431 : 400);
  }
  return false;
}

bool Connection::Exchange(bool first) {
  BufferedStream::Head text;
  if (!AwaitHead(first, text)) return false;
  auto head = ParseRequestHead(text.text);
  if (!head) {
    Refuse(head.error());
    return false;
  }
  ServerRequest request(*std::move(head), wire_, link_, from_loopback_, peer_,
                        floor_.settings.body_deadline);
  return Answer(request);
}

bool Connection::Answer(ServerRequest& request) {
  const RequestHead& head = request.head();
  ServerResponder responder(link_,
                            {head.method == "HEAD", head.speaks_1_0, floor_.settings.body_deadline,
                             floor_.settings.clock, floor_.settings.keep_alive});
  responder.KeepAlive([&] {
    return head.keep_alive && request.SoonOver() && !floor_.live.stopping() && !floor_.crowded();
  });
  if (Handler* handler = FindRoute(floor_.routes, request.path())) {
    Call(*handler, request, responder);
  } else {
    responder.Send(TextResponse(404, "There is nothing here.\n"));
  }
  if (responder.broken()) {
    NoteCut("answer cut");
    return false;
  }
  if (responder.keeps_alive() && request.Drain()) return true;
  unread_ = !request.Consumed() || !wire_.empty();
  return false;
}

void Connection::Call(Handler& handler, ServerRequest& request, ServerResponder& responder) {
  std::string fault;
  try {
    handler.Handle(request, responder);
    if (responder.misused()) fault = "answered wrongly";
    if (!responder.answered() && fault.empty()) fault = "did not answer";
  } catch (const std::exception& e) {
    fault = typeid(e).name();  // what() may hold what the patient wrote
  } catch (...) {
    fault = "unknown exception";
  }
  if (fault.empty()) return;
  const std::string id = floor_.run + '-' + std::to_string(++floor_.faults);
  floor_.log.Write(LogLevel::kError, LogEvent::kHandlerFailed,
                   {{"correlation", id}, {"fault", fault}});
  if (responder.answered()) return;
  Response response = TextResponse(500, "Something went wrong here. Correlation id: " + id + "\n");
  response.headers.emplace_back("X-Correlation-Id", id);
  responder.Send(std::move(response));
}

void Connection::Refuse(int status) {
  using Poco::Net::HTTPResponse;
  ServerResponder responder(link_,
                            {false, false, floor_.settings.body_deadline, floor_.settings.clock});
  responder.Send(TextResponse(
      status, HTTPResponse::getReasonForStatus(HTTPResponse::HTTPStatus(status)) + "\n"));
  unread_ = !responder.broken();
}

void Connection::NoteCut(std::string_view reason) {
  floor_.log.Write(LogLevel::kInfo, LogEvent::kConnectionCut, {{"reason", reason}});
}

void Connection::Linger() {
  ::shutdown(descriptor_, SHUT_WR);
  const Deadline until = steady_clock::now() + kLongestFarewell;
  std::array<char, 16384> waste;
  std::size_t drained = 0;
  while (drained < kLargestFarewell) {
    const IoResult moved = link_.Read(waste.data(), waste.size(), until);
    if (moved.io != Io::kData) return;
    drained += moved.size;
  }
}

}  // namespace chartbridge::http
