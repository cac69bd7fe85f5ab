// What the simulator's tests share: a service that records webhooks instead of storing them, and a
// clock that never waits.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "connectors/http/client.h"
#include "connectors/http/server.h"
#include "connectors/simulator/director.h"

namespace chartbridge::simulator::testing {

class HastyClock final : public Clock {
 public:
  Instant Now() const override { return *ParseInstant("2026-11-22T09:00:00Z"); }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token stop, std::chrono::steady_clock::time_point) override {
    return !stop.stop_requested();
  }
};

class SilentLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override {}
};

// POST /webhooks/whatsapp: keeps body and signature, answers what the test wants; GET: the
// handshake.
class Intake final : public http::Handler {
 public:
  struct Delivery {
    std::string body;
    std::string signature;
  };
  std::vector<int> answers;  // of the next POSTs; then 200
  std::string verify_token = "verify";

  void Handle(http::Request& request, http::Responder& responder) override;
  std::vector<Delivery> taken() const;  // answered with 200
  int posts() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Delivery> taken_;
  int posts_ = 0;
};

// Intake and Graph simulator behind one server on a free port.
struct Stage {
  Stage();
  SenderSettings Sender() const;
  http::Answer Get(const std::string& path, http::Pairs headers = {});
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
  }
  int port() const { return server->port(); }
  // Who answers below /try.
  void Mount(http::Handler* handler) { slot.inner = handler; }

  struct Slot final : http::Handler {
    http::Handler* inner = nullptr;
    void Handle(http::Request& request, http::Responder& responder) override {
      inner->Handle(request, responder);
    }
  };

  SilentLog log;
  HastyClock clock;
  Intake intake;
  GraphSimulator graph{"token", "100000000000001"};
  Slot slot;
  std::unique_ptr<http::Server> server;
  http::Client client{http::ClientSettings{}};
};

}  // namespace chartbridge::simulator::testing
