#include "connectors/http/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <exception>
#include <optional>
#include <typeinfo>

#include "connectors/http/response_text.h"

namespace chartbridge::http {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestDrain{2};
constexpr std::size_t kLargestDrain = 16U << 20U;

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

Connection::Connection(int descriptor, ServerContext& context)
    : context_(context),
      descriptor_(descriptor),
      from_loopback_(ComesFromThisMachine(descriptor)),
      peer_(AddressOf(descriptor)),
      entry_(context.live, descriptor),
      transport_(descriptor),
      stream_(transport_, context.settings.head_bytes) {}

void Connection::Serve() {
  bool first = true;
  while (Exchange(first)) first = false;
  if (unread_) Linger();
}

bool Connection::AwaitHead(bool first, BufferedStream::Head& head) {
  const ServerSettings& settings = context_.settings;
  // A fresh connection has the whole deadline for its first head; an idle one waits for its next
  // request as long as keep-alive says, and the deadline runs from that request's first byte.
  Deadline deadline = steady_clock::now() + settings.head_deadline;
  if (stream_.empty()) {
    if (!entry_.SetIdle()) return false;
    const Deadline idle = first ? deadline : steady_clock::now() + settings.keep_alive;
    if (stream_.WaitForByte(idle) != Io::kData) return false;
    entry_.SetBusy();
    if (!first) deadline = steady_clock::now() + settings.head_deadline;
  }
  const Io skipped = stream_.SkipEmptyLine(deadline);
  head = skipped == Io::kData ? stream_.ReadHead(deadline)
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
  ServerRequest request(*std::move(head), stream_, transport_, from_loopback_, peer_,
                        context_.settings.body_deadline);
  return Respond(request);
}

bool Connection::Respond(ServerRequest& request) {
  const RequestHead& head = request.head();
  ServerResponder responder(
      transport_, {head.method == "HEAD", head.speaks_1_0, context_.settings.body_deadline,
                   context_.settings.clock, context_.settings.keep_alive});
  responder.KeepAlive([&] {
    return head.keep_alive && request.SoonOver() && !context_.live.stopping() &&
           !context_.crowded();
  });
  if (Handler* handler = FindRoute(context_.routes, request.path())) {
    Call(*handler, request, responder);
  } else {
    responder.Send(TextResponse(404, "There is nothing here.\n"));
  }
  if (responder.broken()) {
    NoteCut("answer cut");
    return false;
  }
  if (responder.keeps_alive() && request.Drain()) return true;
  unread_ = !request.Consumed() || !stream_.empty();
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
  const std::string id = context_.run + '-' + std::to_string(++context_.faults);
  context_.log.Write(LogLevel::kError, LogEvent::kHandlerFailed,
                     {{"correlation", id}, {"fault", fault}});
  if (responder.answered()) return;
  Response response = TextResponse(500, "Something went wrong here. Correlation id: " + id + "\n");
  response.headers.emplace_back("X-Correlation-Id", id);
  responder.Send(std::move(response));
}

void Connection::Refuse(int status) {
  ServerResponder responder(
      transport_, {false, false, context_.settings.body_deadline, context_.settings.clock});
  // What cannot be read has no path; programs read it as they read the API's refusals (RFC 9457).
  responder.Send(JsonResponse(status,
                              R"({"type":"about:blank","title":")" + ReasonPhrase(status) +
                                  R"(","status":)" + std::to_string(status) + "}",
                              "application/problem+json"));
  unread_ = !responder.broken();
}

void Connection::NoteCut(std::string_view reason) {
  context_.log.Write(LogLevel::kInfo, LogEvent::kConnectionCut, {{"reason", reason}});
}

void Connection::Linger() {
  ::shutdown(descriptor_, SHUT_WR);
  const Deadline until = steady_clock::now() + kLongestDrain;
  std::array<char, 16384> waste;
  std::size_t drained = 0;
  while (drained < kLargestDrain) {
    const IoResult moved = transport_.Read(waste.data(), waste.size(), until);
    if (moved.io != Io::kData) return;
    drained += moved.size;
  }
}

}  // namespace chartbridge::http
