#include "tests/connectors/http/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace chartbridge::http {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A test that would wait for ever fails instead.
void LimitPatience(int descriptor) {
  const timeval patience{60, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

}  // namespace

std::string TestName(std::string words) {
  for (char& c : words) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain) c = '_';
  }
  return words;
}

RawPeer RawPeer::Connect(int port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(port);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor);
    throw std::runtime_error("cannot connect");
  }
  LimitPatience(descriptor);
  return RawPeer(descriptor);
}

RawPeer::~RawPeer() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RawPeer::RawPeer(RawPeer&& other) noexcept : descriptor_(other.descriptor_) {
  other.descriptor_ = -1;
}

bool RawPeer::Say(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawPeer::EndOutput() const { ::shutdown(descriptor_, SHUT_WR); }

void RawPeer::Reset() {
  const linger abrupt{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
  ::close(descriptor_);
  descriptor_ = -1;
}

std::string RawPeer::HearAll() const {
  std::string heard;
  char piece[4096];
  for (;;) {
    const ssize_t got = ::recv(descriptor_, piece, sizeof piece, 0);
    if (got <= 0) return heard;
    heard.append(piece, static_cast<std::size_t>(got));
  }
}

std::string RawPeer::HearUntil(std::string_view mark) const {
  std::string heard;
  char byte = 0;
  while (heard.find(mark) == std::string::npos && ::recv(descriptor_, &byte, 1, 0) == 1)
    heard += byte;
  return heard;
}

std::string RawPeer::HearAnswer() const {
  std::string heard = HearUntil("\r\n\r\n");
  const std::size_t field = heard.find("Content-Length: ");
  if (field == std::string::npos) return heard;
  const std::size_t start = heard.size();
  const std::size_t length = std::stoul(heard.substr(field + 16));
  heard.resize(start + length);
  const ssize_t got =
      length == 0 ? 0 : ::recv(descriptor_, heard.data() + start, length, MSG_WAITALL);
  heard.resize(start + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return heard;
}

bool RawPeer::HearsTheEnd() const {
  char byte = 0;
  return ::recv(descriptor_, &byte, 1, 0) == 0;
}

bool RawPeer::HasNews() const {
  pollfd entry{descriptor_, POLLIN, 0};
  return ::poll(&entry, 1, 200) > 0;
}

RawServer::RawServer(Script script)
    : listener_(::socket(AF_INET, SOCK_STREAM, 0)), script_(std::move(script)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener_, 16);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] {
    for (int connection = 0;; ++connection) {
      const int descriptor = ::accept(listener_, nullptr, nullptr);
      if (descriptor < 0) return;
      LimitPatience(descriptor);
      RawPeer peer(descriptor);
      script_(peer, connection);
    }
  });
}

RawServer::~RawServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string RawServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

}  // namespace chartbridge::http
