#include "connectors/simulator/webhook_sender.h"

#include <utility>

#include "base/codec.h"
#include "connectors/simulator/meta_webhook.h"

namespace chartbridge::simulator {
namespace {

constexpr Milliseconds kFirstPause(200);

}  // namespace

WebhookSender::WebhookSender(SenderSettings settings, Clock& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      client_({.user_agent = "facebookexternalua"}) {}

Result<void, Failure> WebhookSender::Subscribe() {
  const std::string challenge = "1158201444";
  http::Call call;
  call.url = settings_.url + "?hub.mode=subscribe&hub.challenge=" + challenge +
             "&hub.verify_token=" + Escape(settings_.verify_token);
  const auto answer = client_.Send(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  if (answer->status != 200 || answer->body != challenge) {
    return Fail(FailureKind::kRefused,
                "The webhook handshake was refused: check the verify token.");
  }
  return {};
}

Result<void, Failure> WebhookSender::Deliver(const fhir::json::Value& delivery,
                                             std::stop_token stop) {
  http::Call call;
  call.method = "POST";
  call.url = settings_.url;
  call.body = WriteLikeMeta(delivery);
  call.headers = {{"Content-Type", "application/json"},
                  {"X-Hub-Signature-256", Sign(call.body, settings_.app_secret)}};
  Milliseconds pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    const auto answer = client_.Send(call);
    if (answer && answer->status == 200) return {};
    if (answer && answer->status != 503) {
      return Fail(FailureKind::kRefused,
                  "The service answered a webhook with " + std::to_string(answer->status) + ".");
    }
    const bool waited =
        attempt < settings_.attempts && clock_.WaitUntil(stop, clock_.Steady() + pause);
    if (!waited) return Fail(FailureKind::kUnreachable, "The service does not take webhooks.");
    pause *= 2;
  }
}

}  // namespace chartbridge::simulator
