#include "connectors/api/idempotency.h"

#include <algorithm>

#include "connectors/http/fields.h"
#include "fhir/json/write.h"

namespace chartbridge::api {
namespace {

using bridge::NamedRequest;
using bridge::RequestState;

constexpr std::size_t kLongestName = 255;

Reply Again(const bridge::RequestAnswer& answer) {
  Reply reply;
  reply.status = answer.status;
  reply.text = answer.body;
  if (!answer.body.empty()) reply.headers = {{"Content-Type", "application/json"}};
  return reply;
}

Answer<Reply> RefuseState(RequestState state) {
  if (state == RequestState::kOther) return Refuse(422, "key-reused");
  if (state == RequestState::kTooMany)
    return Unexpected<Problem>(Problem{429, words::Say("keys-too-many"), "", 3600});
  return Unexpected<Problem>(Problem{409, words::Say("in-flight"), "", 2});
}

}  // namespace

Answer<std::string> ReadRequestName(const http::Request& request) {
  auto name = http::FindHeader(request.headers(), "Idempotency-Key");
  if (!name) return std::string();
  if (name->size() >= 2 && name->front() == '"' && name->back() == '"')
    *name = name->substr(1, name->size() - 2);
  const bool plain = std::all_of(name->begin(), name->end(), [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\';
  });
  if (!plain || name->empty() || name->size() > kLongestName) return Refuse(400, "idempotency-key");
  return std::move(*name);
}

Answer<Reply> AnswerOnce(const Ask& ask, const std::string& name,
                         Answer<Reply> (*answer)(const Ask&)) {
  const NamedRequest named{
      ask.caller.actor, name,
      ask.request.method() + " " + ask.request.path() + "\n" + fhir::json::Write(ask.body)};
  const auto begun = ask.ports.requests.Begin(named);
  if (!begun) return RefuseFor(begun.error());
  if (begun->state == RequestState::kAnswered) return Again(begun->answer);
  if (begun->state != RequestState::kNew) return RefuseState(begun->state);
  auto reply = answer(ask);
  // A name that cannot be ended or freed now is free again when it counts as dead.
  if (!reply) {
    (void)ask.ports.requests.Forget(named);
    return reply;
  }
  (void)ask.ports.requests.End(
      named, {reply->status, reply->json ? fhir::json::Write(*reply->json) : std::string()});
  return reply;
}

}  // namespace chartbridge::api
