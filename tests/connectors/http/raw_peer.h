// Sockets that say exactly what a test tells them, also what no decent client or server would say.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace chartbridge::http {

// A row's words as the name of its test.
std::string TestName(std::string words);

// One end of a TCP connection over loopback.
class RawPeer {
 public:
  static RawPeer Connect(int port);
  explicit RawPeer(int descriptor) : descriptor_(descriptor) {}
  ~RawPeer();
  RawPeer(RawPeer&& other) noexcept;
  RawPeer& operator=(RawPeer&&) = delete;

  int descriptor() const { return descriptor_; }
  // False when the other side has gone.
  bool Say(std::string_view bytes) const;
  void EndOutput() const;  // FIN
  void Reset();            // RST
  // Everything until the other side closes.
  std::string HearAll() const;
  // Until `mark` has come (it is included), or the other side closes.
  std::string HearUntil(std::string_view mark) const;
  // One answer with Content-Length, and not a byte more.
  std::string HearAnswer() const;
  // True when the other side closes without another word.
  bool HearsTheEnd() const;
  // Whether something (also an end) can be read within a fifth of a second: the pace of a drip.
  bool HasNews() const;

 private:
  int descriptor_;
};

// Listens on a free port and gives each connection, one after another, to the script.
class RawServer {
 public:
  using Script = std::function<void(RawPeer& peer, int connection)>;
  explicit RawServer(Script script);
  ~RawServer();

  int port() const { return port_; }
  std::string url(const std::string& path = "/") const;

 private:
  int listener_;
  int port_ = 0;
  Script script_;
  std::jthread thread_;
};

}  // namespace chartbridge::http
