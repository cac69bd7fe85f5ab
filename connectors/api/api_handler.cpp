#include "connectors/api/api_handler.h"

#include <set>

#include "connectors/api/idempotency.h"
#include "fhir/json/write.h"

namespace chartbridge::api {
namespace {

using bridge::access::Grant;
using login::Caller;

constexpr std::size_t kLongestParameter = 400;

bool IsEnough(Grant grant, Enough enough) {
  switch (enough) {
    case Enough::kAny:
      return grant != Grant::kNo;
    case Enough::kRows:
      return grant != Grant::kNo && grant != Grant::kCounters;
    case Enough::kWhole:
      return grant == Grant::kYes;
  }
  return false;
}

// Nobody, but with the cookie of a session: it is over. The page keeps what was typed and asks to
// sign in again.
Unexpected<Problem> RefuseNobody(const http::Request& request) {
  const auto cookie = http::FindHeader(request.headers(), "Cookie");
  if (cookie && cookie->find("chartbridge") != std::string::npos)
    return Refuse(401, "session-over");
  return Refuse(401, "sign-in");
}

Answer<Grant> Admit(const Endpoint& endpoint, const ApiPorts& ports, const Caller& caller,
                    const http::Request& request) {
  if (endpoint.door == Door::kOpen) {
    if (endpoint.method != "GET" && !ports.login.MayChange(Caller{}, request))
      return Refuse(403, "origin");
    return Grant::kYes;
  }
  const bool by_session = caller.kind == Caller::Kind::kSession;
  // Apps and the bridge itself have their place at the chart, not here.
  if (!by_session && caller.kind != Caller::Kind::kToken) return RefuseNobody(request);
  Grant grant = Grant::kYes;
  if (endpoint.door == Door::kGranted) {
    grant = ports.roles.Ask(caller.roles, endpoint.permission);
    if (!IsEnough(grant, endpoint.enough)) return Refuse(403, "role");
  }
  if (!by_session && (endpoint.door == Door::kSignedIn || endpoint.step_up))
    return Refuse(403, "session");
  if (by_session && endpoint.NeedsCsrf() && !ports.login.MayChange(caller, request))
    return Refuse(403, "csrf");
  if (endpoint.step_up && !caller.stepped_up) return Refuse(403, "step-up");
  return grant;
}

// A parameter that nobody reads is a filter that silently does not filter; so is one of two.
Answer<void> CheckQuery(const Endpoint& endpoint, const http::Request& request) {
  const std::string known = " " + std::string(endpoint.query) + " ";
  std::set<std::string> seen;
  for (const auto& [name, value] : request.query()) {
    const bool one_word = !name.empty() && name.find(' ') == std::string::npos;
    if (!one_word || known.find(" " + name + " ") == std::string::npos)
      return Refuse(422, "unknown-parameter");
    if (!seen.insert(name).second) return Refuse(422, "parameter");
    if (value.size() > kLongestParameter) return Refuse(422, "parameter");
  }
  return {};
}

void Send(Reply reply, http::Responder& responder) {
  if (reply.bytes)
    return responder.Stream(reply.status, std::move(reply.headers), reply.length, *reply.bytes);
  http::Response response{reply.status, std::move(reply.headers), std::move(reply.text)};
  if (reply.json) {
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = fhir::json::Write(*reply.json);
  }
  responder.Send(std::move(response));
}

Answer<void> CheckRate(RateLimit& tokens, const Caller& caller, Instant now) {
  if (caller.kind != Caller::Kind::kToken) return {};
  const int wait = tokens.Take(caller.actor, now);
  if (wait == 0) return {};
  return Unexpected<Problem>(Problem{429, words::Say("too-many"), "", wait});
}

}  // namespace

ApiHandler::ApiHandler(ApiSettings settings, ApiPorts ports)
    : settings_(std::move(settings)), ports_(std::move(ports)) {
  for (const Endpoint& endpoint : Endpoints()) {
    if (!endpoint.body.empty()) bodies_.try_emplace(&endpoint, endpoint.body);
  }
}

Answer<Reply> ApiHandler::AnswerTo(const Found& found, http::Request& request) {
  const Endpoint& endpoint = *found.endpoint;
  const Caller caller = ports_.login.Authenticate(request);
  if (auto rate = CheckRate(tokens_, caller, ports_.clock.Now()); !rate)
    return Unexpected<Problem>(rate.error());
  const auto grant = Admit(endpoint, ports_, caller, request);
  if (!grant) return Unexpected<Problem>(grant.error());
  if (auto query = CheckQuery(endpoint, request); !query) return Unexpected<Problem>(query.error());
  Ask ask{settings_, ports_, caller, request, found.parts, *grant, {}};
  if (!endpoint.body.empty()) {
    auto body = bodies_.at(&endpoint).Read(request);
    if (!body) return Unexpected<Problem>(body.error());
    ask.body = std::move(*body);
  }
  if (!endpoint.idempotent) return endpoint.answer(ask);
  const auto name = ReadRequestName(request);
  if (!name) return Unexpected<Problem>(name.error());
  return name->empty() ? endpoint.answer(ask) : AnswerOnce(ask, *name, endpoint.answer);
}

void ApiHandler::Handle(http::Request& request, http::Responder& responder) {
  const auto refuse = [&](const Problem& problem) { responder.Send(ToResponse(problem)); };
  std::string_view path = request.path();
  if (path.starts_with(settings_.prefix)) path.remove_prefix(settings_.prefix.size());
  const std::string method = request.method() == "HEAD" ? "GET" : request.method();
  const auto found = FindEndpoint(method, path);
  if (!found) return refuse(Refuse(404, "not-found").error());
  if (found->endpoint == nullptr) {
    http::Response response = ToResponse(Refuse(405, "method").error());
    response.headers.emplace_back("Allow", found->allowed);
    return responder.Send(std::move(response));
  }
  auto answer = AnswerTo(*found, request);
  if (!answer) return refuse(answer.error());
  Send(std::move(*answer), responder);
}

}  // namespace chartbridge::api
