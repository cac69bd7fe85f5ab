// POST and GET /webhooks/whatsapp: the intake. Nothing is parsed here; what is acknowledged is
// stored (promise P1).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/log.h"
#include "bridge/ports/inbox.h"
#include "connectors/http/exchange.h"
#include "connectors/whatsapp/log_ration.h"

namespace chartbridge::whatsapp {

// What one channel shares with Meta. During a rotation there are two app secrets.
struct ChannelSecrets {
  std::string channel;
  std::vector<std::string> app_secrets;
  std::string verify_token;
};

// Counted since the start; read by /metrics. Any thread.
struct WebhookCounters {
  std::atomic<std::int64_t> received{0};  // POSTs that came, whatever became of them
  std::atomic<std::int64_t> rejected{0};  // 401: signature missing or wrong
  std::atomic<std::int64_t> stored{0};    // 200
  std::atomic<std::int64_t> refused{0};   // 503: the store did not take it
};

class WebhookHandler final : public http::Handler {
 public:
  struct Settings {
    std::string provider = "whatsapp-cloud";
    std::size_t body_limit = 3U << 20U;        // Meta's own limit
    std::chrono::milliseconds patience{5000};  // how long a delivery may wait for its commit
  };
  // Called for every request from any thread, so that secret files may change while we run: it has
  // to be cheap.
  using SecretsProvider = std::function<std::vector<ChannelSecrets>()>;

  WebhookHandler(Settings settings, SecretsProvider secrets, bridge::Inbox& inbox, Clock& clock,
                 Log& log);

  // GET: the handshake. POST: 413 over the limit, 401 unless a secret of ours signed the raw bytes,
  // 503 with Retry-After when the store does not take it, else 200 once it is on disk. The content
  // type is not looked at: the signature says enough, and refusing would only make Meta repeat.
  void Handle(http::Request& request, http::Responder& responder) override;

  const WebhookCounters& counters() const { return counters_; }

 private:
  http::Response Receive(http::Request& request);
  http::Response Store(std::string body, std::vector<std::string> verified_by);
  http::Response Reject();

  Settings settings_;
  SecretsProvider secrets_;
  bridge::Inbox& inbox_;
  Clock& clock_;
  Log& log_;
  WebhookCounters counters_;
  LogRation rejections_;
  LogRation refusals_;
};

}  // namespace chartbridge::whatsapp
