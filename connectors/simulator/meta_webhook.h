// Webhook deliveries as Meta writes them: shape, escaping, ids and signature. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "connectors/simulator/script.h"

namespace chartbridge::simulator {

struct BusinessNumber {
  std::string phone_number_id;
  std::string display_number = "15550100142";
  std::string account = "100200300400500";
};

enum class Bound { kIn, kOut };

// "wamid." + base64 of Meta's record: the other party's number, the direction and a random part,
// which is derived from `seed` here, so that the same line has the same id in every run.
std::string MakeWamid(const std::string& wa, Bound bound, std::string_view seed);

// field "messages" with one message of `from`; `message` is complete but for from, id and
// timestamp.
fhir::json::Value MessageDelivery(const BusinessNumber& business, const Persona& from,
                                  fhir::json::Value message, const std::string& wamid, Instant at);
// field "smb_message_echoes": staff wrote to `to` in the phone app.
fhir::json::Value EchoDelivery(const BusinessNumber& business, const Persona& to,
                               fhir::json::Value message, const std::string& wamid, Instant at);
// field "messages" with one status about our own message `wamid`.
fhir::json::Value StatusDelivery(const BusinessNumber& business, const Persona& to,
                                 const std::string& status, const std::string& wamid, Instant at);
// {"field", "value"} of an account event.
fhir::json::Value EventDelivery(const BusinessNumber& business, const fhir::json::Value& event);

// JSON as on the wire: everything but ASCII as \u and lower-case hex digits, "/" as "\/".
std::string WriteLikeMeta(const fhir::json::Value& delivery);

// The value of X-Hub-Signature-256.
std::string Sign(std::string_view body, std::string_view app_secret);

}  // namespace chartbridge::simulator
