#include "connectors/api/authorizations.h"

namespace chartbridge::api {
namespace {

using fhir::json::Value;

// Somebody else's request is not told from one that is over, so that ids cannot be guessed.
Unexpected<Problem> RefuseRequest(const Failure& failure) {
  if (failure.kind == FailureKind::kNotFound) return Refuse(404, "app-request-over");
  if (failure.kind == FailureKind::kRefused)
    return Refuse(422, failure.said.code.empty() ? words::Say("patient") : failure.said,
                  "/patient");
  return RefuseFor(failure);
}

Answer<Reply> Onward(const Result<std::string, Failure>& redirect) {
  if (!redirect) return RefuseRequest(redirect.error());
  return JsonReply(fhir::json::Object{{"redirect", *redirect}});
}

}  // namespace

Answer<Reply> ShowAuthorization(const Ask& ask) {
  const auto request = ask.ports.apps.Describe(ask.parts[0], ask.caller);
  if (!request) return RefuseRequest(request.error());
  Value json;
  json.Set("client", request->client);
  json.Set("needs_patient", request->needs_patient);
  json.Set("patient", OrNull(request->patient));
  return JsonReply(std::move(json));
}

Answer<Reply> ApproveAuthorization(const Ask& ask) {
  return Onward(ask.ports.apps.Approve(ask.parts[0], ask.caller, ask.body["patient"].text()));
}

Answer<Reply> DenyAuthorization(const Ask& ask) {
  return Onward(ask.ports.apps.Deny(ask.parts[0], ask.caller));
}

}  // namespace chartbridge::api
