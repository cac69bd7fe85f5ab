// Meta's sending side: signs a delivery and posts it until the service has taken it.
#pragma once

#include <stop_token>
#include <string>

#include "base/clock.h"
#include "connectors/http/client.h"
#include "fhir/json/value.h"

namespace chartbridge::simulator {

struct SenderSettings {
  std::string url;  // "http://127.0.0.1:8080/webhooks/whatsapp"
  std::string app_secret;
  std::string verify_token;
  int attempts = 8;
};

class WebhookSender {
 public:
  // `clock` must outlive it.
  WebhookSender(SenderSettings settings, Clock& clock);

  // The GET handshake by which Meta makes sure of the address. kRefused when the answer is another
  // one.
  Result<void, Failure> Subscribe();

  // Returns once the service said 200. 503 and a lost answer are sent again with growing pauses, as
  // Meta does; any other answer is kRefused. Any thread.
  Result<void, Failure> Deliver(const fhir::json::Value& delivery, std::stop_token stop);

 private:
  SenderSettings settings_;
  Clock& clock_;
  http::Client client_;
};

}  // namespace chartbridge::simulator
