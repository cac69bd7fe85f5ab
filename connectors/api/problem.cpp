#include "connectors/api/problem.h"

#include "bridge/service/item_json.h"
#include "bridge/service/outcome.h"
#include "fhir/json/write.h"
#include "words/words.h"

namespace chartbridge::api {

using login::Denied;

Unexpected<Problem> Refuse(int status, words::Statement said, std::string pointer) {
  return Unexpected<Problem>(Problem{status, std::move(said), std::move(pointer)});
}

Unexpected<Problem> Refuse(int status, words::Code code, std::string pointer) {
  return Refuse(status, words::Say(code), std::move(pointer));
}

Unexpected<Problem> RefuseFor(const Failure& failure) {
  const auto outcome = bridge::service::OutcomeOf(failure.kind);
  Problem problem{outcome.http_status, outcome.said};
  problem.retry_after = outcome.http_status == 503 ? 5 : 0;
  if (failure.kind == FailureKind::kRefused) {
    if (!failure.said.code.empty()) problem.said = failure.said;
    problem.detail = failure.text;
  }
  return Unexpected<Problem>(std::move(problem));
}

Unexpected<Problem> RefuseFor(const Denied& denied, std::string pointer) {
  const auto refuse = [&](int status, words::Code code, std::string of = {}) {
    return Unexpected<Problem>(Problem{status, words::Say(code),
                                       pointer.empty() ? std::move(of) : std::move(pointer),
                                       denied.retry_after, denied.text});
  };
  switch (denied.why) {
    case Denied::Why::kWrong:
      return refuse(pointer.empty() ? 401 : 422, "wrong");
    case Denied::Why::kBlocked:
      return refuse(429, "blocked");
    case Denied::Why::kWeakPassword:
      return refuse(422, "weak-password", "/password");
    case Denied::Why::kLinkUsed:
      return refuse(410, "link-used");
    case Denied::Why::kNameTaken:
      return refuse(409, "name-taken", "/name");
    case Denied::Why::kForbidden:
      return refuse(403, "role");
    case Denied::Why::kConflict:
      return refuse(409, "changed");
    case Denied::Why::kWorld:
      break;
  }
  return Unexpected<Problem>(Problem{503, words::Say("unreachable"), "", 5, denied.text});
}

http::Response ToResponse(const Problem& problem) {
  fhir::json::Value json;
  json.Set("type", "about:blank");
  const words::Catalogue english = words::CatalogueOf("en");
  const std::string title = "title." + std::to_string(problem.status);
  json.Set("title", english.Say(english.Has(title) ? title : "title.500"));
  json.Set("status", problem.status);
  json.Set("detail", problem.detail.empty() ? InEnglish(problem.said) : problem.detail);
  json.Set("code", problem.said.code);
  if (!problem.said.values.empty())
    json.Set("values", bridge::service::StatementJson(problem.said)["values"]);
  if (!problem.pointer.empty()) json.Set("pointer", problem.pointer);
  http::Response response =
      http::JsonResponse(problem.status, fhir::json::Write(json), "application/problem+json");
  if (problem.retry_after > 0)
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after));
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace chartbridge::api
