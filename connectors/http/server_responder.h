// The one answer to one request.
#pragma once

#include <chrono>
#include <string>

#include "connectors/http/exchange.h"
#include "connectors/http/transport.h"

namespace chartbridge::http {

class ServerResponder final : public Responder {
 public:
  struct ResponseOptions {
    bool head_only = false;  // HEAD: the lengths, without the bytes
    bool speaks_1_0 = false;
    std::chrono::milliseconds allowance{10000};  // per MiB that leaves
    const Clock* clock = nullptr;
    std::chrono::seconds idle{0};  // how long a kept connection may be silent
  };
  ServerResponder(Transport& transport, ResponseOptions options)
      : transport_(transport), options_(options) {}

  // Set before the answer leaves; without it the answer says "Connection: close".
  void KeepAlive(std::function<bool()> decide) { decide_ = std::move(decide); }

  void Send(Response response) override;
  void Stream(int status, Pairs headers, std::uint64_t length, ByteSource& source) override;

  bool answered() const { return answered_; }
  bool misused() const { return misused_; }  // a second answer, or a header that would split it
  bool keeps_alive() const { return keeps_alive_ && !broken_; }
  // The rest of the answer is missing: only the end of the connection says so.
  bool broken() const { return broken_; }

 private:
  bool Begin(int status, const Pairs& headers, std::uint64_t length, std::string& head);

  Transport& transport_;
  ResponseOptions options_;
  std::function<bool()> decide_;
  bool answered_ = false;
  bool misused_ = false;
  bool keeps_alive_ = false;
  bool broken_ = false;
};

}  // namespace chartbridge::http
