// A strict server with one handler, and a log that is kept.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/http/server.h"

namespace chartbridge::http {

class KeptLog final : public Log {
 public:
  struct Line {
    LogEvent event;
    std::string words;  // "name=word name=word"
  };
  void Write(LogLevel, LogEvent event, std::initializer_list<LogField> fields) override {
    std::string words;
    for (const auto& field : fields) words += std::string(field.name) + '=' + field.word + ' ';
    const std::lock_guard lock(mutex_);
    lines_.push_back({event, words});
    written_.notify_all();
  }
  // False when no such line comes for a long time.
  bool WaitFor(LogEvent event, const std::string& words) const {
    std::unique_lock lock(mutex_);
    return written_.wait_for(lock, std::chrono::seconds(60), [&] {
      return std::any_of(lines_.begin(), lines_.end(), [&](const Line& line) {
        return line.event == event && line.words.find(words) != std::string::npos;
      });
    });
  }
  std::vector<Line> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable written_;
  std::vector<Line> lines_;
};

class ServerBench final : public Handler {
 public:
  using Play = std::function<void(Request& request, Responder& responder)>;

  explicit ServerBench(Play play, ServerSettings settings = {}) : play_(std::move(play)) {
    settings.port = 0;
    server_.emplace(settings, std::vector<Route>{{"/", this}}, log_);
  }

  void Handle(Request& request, Responder& responder) override {
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request.method() + ' ' + request.path());
    }
    play_(request, responder);
  }

  int port() const { return server_->port(); }
  Server& server() { return *server_; }
  const KeptLog& log() const { return log_; }
  // "METHOD /path" of each request that reached the handler.
  std::vector<std::string> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  Play play_;
  KeptLog log_;
  mutable std::mutex mutex_;
  std::vector<std::string> seen_;
  std::optional<Server> server_;
};

// Reads the body and says how long it was, or what went wrong.
inline void EchoLength(Request& request, Responder& responder) {
  auto body = request.ReadBody(1U << 20U);
  if (!body) return responder.Send(TextResponse(400, std::string(ToString(body.error().kind))));
  responder.Send(TextResponse(200, "length " + std::to_string(body->size())));
}

}  // namespace chartbridge::http
