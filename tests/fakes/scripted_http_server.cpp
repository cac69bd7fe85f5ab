#include "tests/fakes/scripted_http_server.h"

#include <chrono>

namespace chartbridge::fakes {
namespace {

constexpr std::size_t kLargestBody = 256U << 20U;
constexpr std::chrono::seconds kPatience{60};

}  // namespace

class ScriptedHttpServer::SilentLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override {}
};

class ScriptedHttpServer::Recorder final : public http::Handler {
 public:
  explicit Recorder(Script script) : script_(std::move(script)) {}

  void Handle(http::Request& request, http::Responder& responder) override {
    auto body = request.ReadBody(kLargestBody);
    if (!body) return responder.Send(http::TextResponse(400, body.error().text));
    const RecordedRequest recorded{request.method(), request.path(),    request.raw_query(),
                                   request.query(),  request.headers(), *std::move(body)};
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(recorded);
    }
    arrived_.notify_all();
    responder.Send(script_(recorded));
  }

  std::vector<RecordedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  bool WaitFor(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, kPatience, [&] { return requests_.size() >= count; });
  }

 private:
  Script script_;
  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  std::vector<RecordedRequest> requests_;
};

ScriptedHttpServer::ScriptedHttpServer(Script script)
    : log_(std::make_unique<SilentLog>()),
      recorder_(std::make_unique<Recorder>(std::move(script))) {
  http::ServerSettings settings;
  settings.port = 0;
  settings.threads = 64;
  server_ = std::make_unique<http::Server>(settings,
                                           std::vector<http::Route>{{"/", recorder_.get()}}, *log_);
}

ScriptedHttpServer::~ScriptedHttpServer() = default;

int ScriptedHttpServer::port() const { return server_->port(); }

std::string ScriptedHttpServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port()) + path;
}

std::vector<RecordedRequest> ScriptedHttpServer::requests() const { return recorder_->requests(); }

bool ScriptedHttpServer::WaitForRequests(std::size_t count) const {
  return recorder_->WaitFor(count);
}

}  // namespace chartbridge::fakes
