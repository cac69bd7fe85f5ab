#include "connectors/ehr/fhir_rest.h"

#include <utility>

#include "connectors/crypto/crypto.h"
#include "connectors/ehr/outcome.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {

using fhir::json::Value;

FhirRest::FhirRest(BaseUrl base, const RestSettings& settings, http::Client& client,
                   Credentials& credentials, const Clock& clock, Entropy& entropy)
    : base_(std::move(base)),
      settings_(settings),
      client_(client),
      credentials_(credentials),
      clock_(clock),
      entropy_(entropy) {}

Result<http::Answer, Failure> FhirRest::SendOnce(const RestCall& call,
                                                 const std::string& authorization) {
  http::Call wire;
  wire.method = call.method;
  wire.url = base_.Join(call.path);
  wire.headers = call.headers;
  wire.headers.emplace_back("Accept", "application/fhir+json");
  // Random, not derived: it must not tie a line of the EHR's log to a message.
  wire.headers.emplace_back("X-Request-Id", crypto::RandomUuid(entropy_));
  if (!authorization.empty()) wire.headers.emplace_back("Authorization", authorization);
  wire.deadline = settings_.deadline + call.more_time;
  wire.largest_answer = settings_.largest_answer;
  std::unique_ptr<http::ByteSource> source;
  if (call.open_body) {
    auto opened = call.open_body();
    if (!opened) return Unexpected<Failure>(std::move(opened).error());
    source = std::move(*opened);
    wire.source = source.get();
    wire.source_length = call.body_length;
  } else {
    wire.body = call.body;
  }
  return client_.Send(wire);
}

Result<http::Answer, Failure> FhirRest::Send(const RestCall& call) {
  const auto authorization = credentials_.Authorization();
  if (!authorization) return Unexpected<Failure>(authorization.error());
  auto answer = SendOnce(call, *authorization);
  if (answer && answer->status == 401 && credentials_.Renew(*authorization)) {
    const auto renewed = credentials_.Authorization();
    if (!renewed) return Unexpected<Failure>(renewed.error());
    answer = SendOnce(call, *renewed);
  }
  if (!answer && answer.error().kind == FailureKind::kInDoubt && call.method == "GET") {
    answer.error().kind = FailureKind::kUnreachable;
  }
  return answer;
}

Result<http::Answer, Failure> FhirRest::SendForSuccess(const RestCall& call) {
  auto answer = Send(call);
  if (!answer || (answer->status >= 200 && answer->status < 300)) return answer;
  return Unexpected<Failure>(
      SortAnswer(answer->status, answer->headers, answer->body, call.method == "GET", Now()));
}

Result<Value, Failure> FhirRest::Get(const std::string& path) {
  RestCall call;
  call.path = path;
  // HAPI answers a repeated search from its cache for a minute otherwise.
  call.headers = {{"Cache-Control", "no-cache"}};
  const auto answer = SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  auto parsed = fhir::json::Parse(answer->body);
  if (!parsed || !parsed->is_object()) {
    return Fail(FailureKind::kCorrupt, "The EHR's answer is not a FHIR resource in JSON.");
  }
  return std::move(*parsed);
}

Result<void, Failure> PutResource(FhirRest& rest, const Value& resource) {
  RestCall call;
  call.method = "PUT";
  call.path = resource["resourceType"].text() + "/" + resource["id"].text();
  if (ReferenceOf(call.path, resource["resourceType"].text()).empty()) {
    return Fail(FailureKind::kRefused, "A resource without type or id cannot be put.");
  }
  call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
  call.body = fhir::json::Write(resource);
  const auto answer = rest.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  return {};
}

std::string SearchValue(std::string_view value) {
  std::string escaped;
  for (const char c : value) {
    if (c == '\\' || c == '$' || c == ',' || c == '|') escaped += '\\';
    escaped += c;
  }
  return Escape(escaped);
}

}  // namespace chartbridge::ehr
