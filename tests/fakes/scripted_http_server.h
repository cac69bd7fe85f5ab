// The other side of an HTTP call: a real server on a free loopback port that answers as the test
// says and remembers what it was asked.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "connectors/http/exchange.h"
#include "connectors/http/server.h"

namespace chartbridge::fakes {

struct RecordedRequest {
  std::string method;
  std::string path;
  std::string raw_query;
  http::Pairs query;
  http::Pairs headers;
  std::string body;
};

class ScriptedHttpServer {
 public:
  // Called on the server's threads, several at once. Throwing makes a 500.
  using Script = std::function<http::Response(const RecordedRequest& request)>;

  explicit ScriptedHttpServer(Script script);
  ~ScriptedHttpServer();

  int port() const;
  // "http://127.0.0.1:PORT" and `path`.
  std::string url(const std::string& path = "") const;

  // In order of arrival.
  std::vector<RecordedRequest> requests() const;
  // Returns once that many have arrived; false after a long time without them.
  bool WaitForRequests(std::size_t count) const;

 private:
  class Recorder;
  class SilentLog;
  std::unique_ptr<SilentLog> log_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace chartbridge::fakes
