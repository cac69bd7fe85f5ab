#include "connectors/api/problem.h"

#include "bridge/service/outcome.h"
#include "fhir/json/write.h"

namespace chartbridge::api {
namespace {

using login::Denied;

std::string_view TitleOf(int status) {
  switch (status) {
    case 400:
      return "The request cannot be read";
    case 401:
      return "Sign in first";
    case 403:
      return "Not allowed";
    case 404:
      return "Not found";
    case 405:
      return "Not offered";
    case 406:
      return "No such form";
    case 409:
      return "Changed meanwhile";
    case 410:
      return "No longer valid";
    case 413:
      return "Too large";
    case 415:
      return "Wrong media type";
    case 422:
      return "A value is wrong";
    case 429:
      return "Too many tries";
    case 503:
      return "Not possible now";
    default:
      return "It failed";
  }
}

}  // namespace

Unexpected<Problem> Refuse(int status, std::string code, std::string detail, std::string pointer) {
  return Unexpected<Problem>(
      Problem{status, std::move(code), std::move(detail), std::move(pointer), 0});
}

Unexpected<Problem> RefuseFor(const Failure& failure) {
  const auto outcome = bridge::service::OutcomeOf(failure.kind);
  return Unexpected<Problem>(
      Problem{outcome.http_status, std::string(outcome.code),
              outcome.detail.empty() ? failure.text : std::string(outcome.detail), "",
              outcome.http_status == 503 ? 5 : 0});
}

Unexpected<Problem> RefuseFor(const Denied& denied) {
  switch (denied.why) {
    case Denied::Why::kWrong:
      return Refuse(401, "wrong", denied.text);
    case Denied::Why::kBlocked:
      return Unexpected<Problem>(Problem{429, "blocked", denied.text, "", denied.retry_after});
    case Denied::Why::kWeakPassword:
      return Refuse(422, "weak-password", denied.text, "/password");
    case Denied::Why::kLinkUsed:
      return Refuse(410, "link-used", denied.text);
    case Denied::Why::kNameTaken:
      return Refuse(409, "name-taken", denied.text, "/name");
    case Denied::Why::kForbidden:
      return Refuse(403, "role", denied.text);
    case Denied::Why::kConflict:
      return Refuse(409, "changed", denied.text);
    case Denied::Why::kWorld:
      break;
  }
  return Unexpected<Problem>(Problem{503, "unreachable", denied.text, "", 5});
}

http::Response ToResponse(const Problem& problem) {
  fhir::json::Value json;
  json.Set("type", "about:blank");
  json.Set("title", TitleOf(problem.status));
  json.Set("status", problem.status);
  json.Set("detail", problem.detail);
  json.Set("code", problem.code);
  if (!problem.pointer.empty()) json.Set("pointer", problem.pointer);
  http::Response response =
      http::JsonResponse(problem.status, fhir::json::Write(json), "application/problem+json");
  if (problem.retry_after > 0)
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after));
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace chartbridge::api
