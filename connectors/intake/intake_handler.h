// The way in for every provider: POSTs to the routes of all channels. Nothing is parsed here; what
// is acknowledged is stored (promise P1).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/inbox.h"
#include "connectors/http/exchange.h"
#include "connectors/intake/log_ration.h"

namespace chartbridge::intake {

// Counted since the start; read by /metrics. Any thread.
struct IntakeCounters {
  std::atomic<std::int64_t> received{0};  // POSTs that came, whatever became of them
  std::atomic<std::int64_t> rejected{0};  // 401: signature missing or wrong
  std::atomic<std::int64_t> stored{0};    // 200
  std::atomic<std::int64_t> refused{0};   // 503: the store did not take it
};

// One kind of channel as the intake sees it. All of it outlives the handler.
struct Provider {
  std::string name;  // RawDelivery::provider: "whatsapp-cloud"
  const bridge::Channel* channel = nullptr;
  http::Handler* get = nullptr;  // answers the GETs of its routes; nullptr: there are none
};

class IntakeHandler final : public http::Handler {
 public:
  struct Settings {
    std::string public_url;              // providers sign the URL that they called; "" if none
    std::size_t body_limit = 3U << 20U;  // Meta's own limit
    std::chrono::milliseconds patience{5000};  // how long a delivery may wait for its commit
  };

  IntakeHandler(Settings settings, std::vector<Provider> providers, bridge::Inbox& inbox,
                Clock& clock, Log& log);

  // Every path that the server must hand to this handler.
  std::vector<std::string> Routes() const;

  // GET: the provider's own handler. POST: 413 over the limit, 401 unless a channel of the provider
  // says that its secret signed the raw bytes, 503 with Retry-After when the store does not take
  // it, else 200 once it is on disk. The content type is not looked at: the signature says enough,
  // and refusing would only make the provider repeat. 404 for a path of no channel.
  void Handle(http::Request& request, http::Responder& responder) override;

  const IntakeCounters& counters() const { return counters_; }

 private:
  struct Route {
    std::string path;
    const Provider* provider;
  };
  const Provider* ProviderOf(const std::string& path) const;
  http::Response Receive(http::Request& request, const Provider& provider);
  http::Response Store(std::string body, std::vector<std::string> verified_by,
                       const Provider& provider);
  http::Response Reject(const Provider& provider);

  const Settings settings_;
  const std::vector<Provider> providers_;
  std::vector<Route> routes_;
  bridge::Inbox& inbox_;
  Clock& clock_;
  Log& log_;
  IntakeCounters counters_;
  LogRation rejections_;
  LogRation refusals_;
};

}  // namespace chartbridge::intake
