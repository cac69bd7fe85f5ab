// Poco's HTTP server made strict (docs/adr/0002-strict-http-server.md). All of style.md section 3's
// traps are closed here and nowhere else.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "connectors/http/exchange.h"

namespace chartbridge::http {

struct ServerSettings {
  std::string address = "127.0.0.1";
  int port = 8080;  // 0: any free one
  int threads = 1024;
  int queued_connections = 64;
  std::chrono::seconds keep_alive{2};
  std::chrono::seconds head_deadline{5};  // from accept, or from the end of the last answer
  std::chrono::seconds body_deadline{
      10};  // from the end of the head; for streamed bodies per 1 MiB
  std::size_t head_bytes = 16384;
  const Clock* clock = nullptr;  // set: answers carry a Date; outlives the server
};

// A path prefix and who answers below it. The longest prefix wins; none: 404.
struct Route {
  std::string prefix;
  Handler* handler = nullptr;
};

class Server {
 public:
  // Binds at once and listens; the handlers must outlive the server. Throws std::runtime_error with
  // one plain sentence when the address cannot be bound.
  Server(const ServerSettings& settings, std::vector<Route> routes, Log& log);
  ~Server();  // Stop()

  int port() const;
  int open_connections() const;

  // No new connections; answers under way are finished, at most `patience`.
  void Stop(std::chrono::seconds patience = std::chrono::seconds(10));

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace chartbridge::http
