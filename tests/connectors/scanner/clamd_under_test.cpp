#include "tests/connectors/scanner/clamd_under_test.h"

#include <array>
#include <atomic>
#include <thread>

#include "Poco/Exception.h"
#include "Poco/Net/ServerSocket.h"
#include "Poco/Net/StreamSocket.h"
#include "connectors/scanner/content_scan.h"

namespace chartbridge::scanner {

using Poco::Net::Socket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

struct ClamdUnderTest::Impl {
  Script script;
  Poco::Net::ServerSocket listening;
  mutable std::mutex mutex;
  std::string received;
  int connections = 0;
  std::jthread thread;

  void Run(const std::stop_token& stop) {
    const Poco::Timespan look(20'000);
    while (!stop.stop_requested()) {
      if (!listening.poll(look, Socket::SELECT_READ)) continue;
      StreamSocket peer = listening.acceptConnection();
      try {
        Serve(stop, peer);
      } catch (const Poco::Exception&) {  // the client went
      }
    }
  }

  // False at the end, and when the test is over.
  static bool Fill(const std::stop_token& stop, StreamSocket& peer, std::string& into,
                   std::size_t count) {
    const Poco::Timespan look(20'000);
    std::array<char, 65536> buffer{};
    into.clear();
    while (into.size() < count) {
      if (stop.stop_requested()) return false;
      if (!peer.poll(look, Socket::SELECT_READ)) continue;
      const int read =
          peer.receiveBytes(buffer.data(), int(std::min(buffer.size(), count - into.size())));
      if (read <= 0) return false;
      into.append(buffer.data(), std::size_t(read));
    }
    return true;
  }

  void Serve(const std::stop_token& stop, StreamSocket& peer) {
    std::string piece;
    std::string content;
    {
      const std::scoped_lock lock(mutex);
      ++connections;
    }
    if (!Fill(stop, peer, piece, 10) || piece != std::string("zINSTREAM\0", 10)) return;
    while (Fill(stop, peer, piece, 4)) {
      std::size_t length = 0;
      for (const char byte : piece) length = length << 8U | static_cast<unsigned char>(byte);
      if (length == 0) break;
      if (!Fill(stop, peer, piece, length)) return;
      content += piece;
      const std::scoped_lock lock(mutex);
      received += piece;
      if (content.size() >= script.closes_after) break;
    }
    if (script.silent) {
      Fill(stop, peer, piece, 1);
      return;
    }
    const bool found = script.knows_eicar && content == EicarText();
    const std::string answer =
        (found ? std::string("stream: Eicar-Signature FOUND") : script.answer) + '\0';
    peer.sendBytes(answer.data(), int(answer.size()));
    peer.shutdownSend();
    while (Fill(stop, peer, piece, 65536)) {
    }
  }
};

ClamdUnderTest::ClamdUnderTest(Script script, const std::string& socket)
    : impl_(std::make_unique<Impl>()) {
  impl_->script = std::move(script);
  impl_->listening.bind(socket.empty() ? SocketAddress("127.0.0.1", 0)
                                       : SocketAddress(SocketAddress::UNIX_LOCAL, socket));
  impl_->listening.listen();
  impl_->thread =
      std::jthread([inside = impl_.get()](const std::stop_token& stop) { inside->Run(stop); });
}

ClamdUnderTest::~ClamdUnderTest() = default;

int ClamdUnderTest::port() const { return impl_->listening.address().port(); }
std::string ClamdUnderTest::received() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->received;
}
int ClamdUnderTest::connections() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->connections;
}

}  // namespace chartbridge::scanner
