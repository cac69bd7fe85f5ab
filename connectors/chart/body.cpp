#include "connectors/chart/body.h"

#include "connectors/chart/query_text.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

namespace {
constexpr std::uint64_t kBudget = 256U << 20U;
constexpr std::size_t kLargestForm = 256U << 10U;
}  // namespace

Refusal BodyRefusal(const Failure& failure) {
  if (failure.kind == FailureKind::kTooLarge)
    return Refuse(413, "too-long", "The body is too large.").error();
  if (failure.kind == FailureKind::kUnreachable)
    return Refuse(408, "timeout", "The body did not come in time.").error();
  return Refuse(400, "incomplete", "The body is not as long as it was announced.").error();
}

Result<BodyBudget::Share, Refusal> BodyBudget::Take(const http::Request& request) {
  const std::uint64_t wanted =
      std::min<std::uint64_t>(request.content_length().value_or(kLargestJson), kLargestJson);
  if (used_.fetch_add(wanted) + wanted > kBudget) {
    used_ -= wanted;
    return Refuse(503, "throttled", "Too many large bodies are under way.");
  }
  return Share(used_, wanted);
}

Result<fhir::json::Value, Refusal> ReadJsonBody(http::Request& request) {
  auto text = request.ReadBody(kLargestJson);
  if (!text) return Unexpected(BodyRefusal(text.error()));
  auto json = fhir::json::Parse(*text, {.max_bytes = kLargestJson});
  if (!json) return Refuse(400, json.error());
  return std::move(*json);
}

Result<http::Pairs, Refusal> ReadFormBody(http::Request& request) {
  auto text = request.ReadBody(kLargestForm);
  if (!text) return Unexpected(BodyRefusal(text.error()));
  return ReadPairs(*text);
}

}  // namespace chartbridge::chart
