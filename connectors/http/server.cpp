#include "connectors/http/server.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "Poco/Exception.h"
#include "Poco/Net/ServerSocket.h"
#include "Poco/Net/TCPServer.h"
#include "Poco/Net/TCPServerConnection.h"
#include "Poco/Net/TCPServerConnectionFactory.h"
#include "Poco/ThreadPool.h"
#include "connectors/http/connection.h"
#include "connectors/http/response_text.h"

namespace chartbridge::http {
namespace {

using Poco::Net::StreamSocket;

// Room for a handler that parses JSON and talks to a database; untouched pages cost nothing.
constexpr int kStackBytes = 512 << 10;
constexpr int kBacklog = 1024;
constexpr int kIdleThreads = 16;
constexpr int kIdleSeconds = 60;
// Poco closes without a word once its queue is full; ours says 503 before that happens.
constexpr int kSlack = 256;

class PocoConnection final : public Poco::Net::TCPServerConnection {
 public:
  PocoConnection(const StreamSocket& socket, ServerContext& context)
      : TCPServerConnection(socket), context_(context) {}
  void run() override {
    pthread_setname_np(pthread_self(), "http-serve");
    Connection(socket().impl()->sockfd(), context_).Serve();
  }

 private:
  ServerContext& context_;
};

class PocoFactory final : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit PocoFactory(ServerContext& context) : context_(context) {}
  Poco::Net::TCPServerConnection* createConnection(const StreamSocket& socket) override {
    return new PocoConnection(socket, context_);
  }

 private:
  ServerContext& context_;
};

// Runs on the accepting thread, so it never waits: what does not fit into the socket is lost.
class AdmissionFilter final : public Poco::Net::TCPServerConnectionFilter {
 public:
  AdmissionFilter(std::function<int()> load, int most, Log& log)
      : load_(std::move(load)), most_(most), log_(log) {}

  bool accept(const StreamSocket& socket) override {
    std::call_once(named_, [] { pthread_setname_np(pthread_self(), "http-accept"); });
    const bool full = load_() >= most_;
    if (full && !was_full_) {
      log_.Write(LogLevel::kWarning, LogEvent::kConnectionCut, {{"reason", "pool full"}});
    }
    was_full_ = full;
    if (full) Reject503(socket.impl()->sockfd());
    return !full;
  }

 private:
  static void Reject503(int descriptor) {
    const auto head = ResponseHead(503, {{"Retry-After", "1"}}, 0, {});
    if (head) ::send(descriptor, head->data(), head->size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    // A close with unread bytes is a reset, which may overtake the answer.
    char waste[16384];
    static_cast<void>(::recv(descriptor, waste, sizeof waste, MSG_DONTWAIT));
  }

  std::function<int()> load_;
  int most_;
  Log& log_;
  std::once_flag named_;
  bool was_full_ = false;
};

// Debian's usual soft limit of 1024 is below what a full pool holds open. Running out would not end
// the process, but Poco's accepting thread would spin.
void AllowDescriptors(const ServerSettings& settings) {
  const auto wanted = static_cast<rlim_t>(settings.threads + settings.queued_connections + 1024);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Poco::Net::ServerSocket Bind(const ServerSettings& settings) {
  try {
    if (settings.port < 0 || settings.port > 65535) throw Poco::InvalidArgumentException("port");
    const Poco::Net::SocketAddress address(settings.address,
                                           static_cast<Poco::UInt16>(settings.port));
    Poco::Net::ServerSocket socket;
    // Without SO_REUSEPORT, which would let a second server share the port unnoticed.
    socket.bind(address, true, false);
    socket.listen(kBacklog);
    return socket;
  } catch (const Poco::Exception&) {
    throw std::runtime_error("Cannot listen on " + settings.address + ":" +
                             std::to_string(settings.port) +
                             ": the address is taken, not ours, or not allowed.");
  }
}

Poco::Net::TCPServerParams* Params(const ServerSettings& settings) {
  auto* params = new Poco::Net::TCPServerParams;
  params->setMaxThreads(settings.threads);
  params->setMaxQueued(settings.queued_connections + kSlack);
  // Now and then the dispatcher's end does not wake a waiting thread; the pool's end then waits
  // this long.
  params->setThreadIdleTime(Poco::Timespan(0, 200'000));
  return params;
}

std::vector<Route> LongestFirst(std::vector<Route> routes) {
  std::stable_sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
    return a.prefix.size() > b.prefix.size();
  });
  return routes;
}

}  // namespace

class Server::State {
 public:
  State(const ServerSettings& settings, std::vector<Route> routes, Log& log)
      : context_{settings, LongestFirst(std::move(routes)), log},
        listener_(Bind(settings)),
        port_(listener_.address().port()),
        pool_("http", std::min(kIdleThreads, settings.threads), settings.threads, kIdleSeconds,
              kStackBytes),
        server_(new PocoFactory(context_), pool_, listener_, Params(settings)) {
    AllowDescriptors(settings);
    context_.run = Hex(std::chrono::steady_clock::now().time_since_epoch().count());
    context_.crowded = [this] { return server_.queuedConnections() > 0; };
    server_.setConnectionFilter(new AdmissionFilter(
        [this] { return server_.currentConnections() + server_.queuedConnections(); },
        settings.threads + settings.queued_connections, log));
    server_.start();
  }

  void Stop(std::chrono::seconds patience) {
    std::call_once(stopped_, [&] {
      const auto until = std::chrono::steady_clock::now() + patience;
      // Wakes the accepting thread, which else sleeps on for a quarter of a second.
      ::shutdown(listener_.impl()->sockfd(), SHUT_RDWR);
      server_.stop();
      listener_.close();
      context_.live.Close(until);
    });
  }

  int port() const { return port_; }
  int open() const { return context_.live.size(); }

 private:
  static std::string Hex(long long number) {
    char text[17];
    const int size =
        std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(number));
    return {text, static_cast<std::size_t>(size)};
  }

  ServerContext context_;
  Poco::Net::ServerSocket listener_;
  int port_;
  Poco::ThreadPool pool_;
  Poco::Net::TCPServer server_;
  std::once_flag stopped_;
};

Server::Server(const ServerSettings& settings, std::vector<Route> routes, Log& log)
    : state_(std::make_unique<State>(settings, std::move(routes), log)) {}

Server::~Server() { Stop(); }

int Server::port() const { return state_->port(); }
int Server::open_connections() const { return state_->open(); }
void Server::Stop(std::chrono::seconds patience) { state_->Stop(patience); }

}  // namespace chartbridge::http
