#include "connectors/ehr/fhir_rest.h"

#include <chrono>
#include <utility>

#include "connectors/crypto/crypto.h"
#include "connectors/ehr/outcome.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "words/say.h"

namespace chartbridge::ehr {

using fhir::json::Value;

namespace {

// A search may be asked by POST (R4 http.html 3.1.0.9).
bool IsReading(const RestCall& call) {
  return call.method == "GET" || call.method == "HEAD" || call.path.ends_with("/_search");
}

void SkipByteOrderMark(std::string& body) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (!body.starts_with(kMark)) return;
  const std::size_t start = body.find_first_not_of(" \t\r\n", kMark.size());
  if (start != std::string::npos && (body[start] == '{' || body[start] == '['))
    body.erase(0, kMark.size());
}

// The bytes of a Binary come back as they went: they may look like a page.
bool GivesBack(const RestCall& call, const http::Answer& answer) {
  const auto sent = http::FindHeader(call.headers, "Content-Type");
  const auto got = http::FindHeader(answer.headers, "Content-Type");
  return sent && got && *sent == *got && call.open_body != nullptr &&
         sent->find("json") == std::string::npos;
}

}  // namespace

FhirRest::FhirRest(BaseUrl base, const RestSettings& settings, http::Client& client,
                   Credentials& credentials, const Clock& clock, Entropy& entropy)
    : base_(std::move(base)),
      settings_(settings),
      client_(client),
      credentials_(credentials),
      clock_(clock),
      entropy_(entropy) {}

std::string FhirRest::RandomUuid() const { return crypto::RandomUuid(entropy_); }

Result<RestAnswer, Failure> FhirRest::SendOnce(const RestCall& call,
                                               const std::string& authorization) {
  http::Call sent;
  sent.method = call.method;
  sent.url = base_.Join(call.path);
  sent.headers = call.headers;
  sent.headers.emplace_back("Accept", "application/fhir+json");
  // Without it any coding may come (RFC 9110 12.5.3).
  sent.headers.emplace_back("Accept-Encoding", "identity");
  // Random, not derived: it must not tie a line of the EHR's log to a message.
  const std::string request_id = RandomUuid();
  sent.headers.emplace_back("X-Request-Id", request_id);
  if (!authorization.empty()) sent.headers.emplace_back("Authorization", authorization);
  sent.deadline = settings_.deadline + call.more_time;
  sent.largest_answer = call.largest_answer > 0 ? call.largest_answer : settings_.largest_answer;
  std::unique_ptr<http::ByteSource> source;
  if (call.open_body) {
    auto opened = call.open_body();
    if (!opened) return Unexpected<Failure>(std::move(opened).error());
    source = std::move(*opened);
    sent.source = source.get();
    sent.source_length = call.body_length;
  } else {
    sent.body = call.body;
  }
  auto answer = client_.Send(sent);
  if (!answer) {
    if (answer.error().kind != FailureKind::kUnreachable) answer.error().request_id = request_id;
    return Unexpected<Failure>(std::move(answer).error());
  }
  SkipByteOrderMark(answer->body);
  return RestAnswer{*std::move(answer), request_id};
}

Result<RestAnswer, Failure> FhirRest::Send(const RestCall& call) {
  const auto authorization = credentials_.Authorization();
  if (!authorization) return Unexpected<Failure>(authorization.error());
  if (WasRefused(*authorization)) {
    auto failure = Fail(FailureKind::kUnauthorized, words::Say("ehr-log-in-refused"));
    failure.error().http_status = 401;
    return failure;
  }
  std::string tried = *authorization;
  auto answer = SendOnce(call, tried);
  if (answer && answer->status == 401 && credentials_.Renew(*authorization)) {
    const auto renewed = credentials_.Authorization();
    if (!renewed) return Unexpected<Failure>(renewed.error());
    tried = *renewed;
    answer = SendOnce(call, tried);
  }
  if (answer) NoteRefused(tried, answer->status == 401);
  if (answer) return answer;
  FailureKind& kind = answer.error().kind;
  const bool reading = IsReading(call);
  if (kind == FailureKind::kInDoubt && reading) kind = FailureKind::kUnreachable;
  if (kind == FailureKind::kTooLarge && !reading) kind = FailureKind::kInDoubt;
  return answer;
}

bool FhirRest::WasRefused(const std::string& authorization) {
  const std::lock_guard lock(mutex_);
  return authorization == refused_ && Now() < refused_until_;
}

void FhirRest::NoteRefused(const std::string& authorization, bool refused) {
  if (authorization.empty()) return;
  const std::lock_guard lock(mutex_);
  if (refused) {
    refused_ = authorization;
    refused_until_ = Now() + std::chrono::seconds(15);
  } else if (refused_ == authorization) {
    refused_.clear();
  }
}

Failure FhirRest::Sort(const RestAnswer& answer, bool reading) const {
  Failure failure = SortAnswer(answer.status, answer.headers, answer.body, reading, Now());
  failure.request_id = answer.request_id;
  return failure;
}

Result<RestAnswer, Failure> FhirRest::SendForSuccess(const RestCall& call) {
  auto answer = Send(call);
  if (!answer) return answer;
  const bool reading = IsReading(call);
  if (answer->status < 200 || answer->status >= 300)
    return Unexpected<Failure>(Sort(*answer, reading));
  if (GivesBack(call, *answer)) return answer;
  auto fault = FindFault(answer->status, answer->headers, answer->body, reading, Now());
  if (!fault) return answer;
  fault->request_id = answer->request_id;
  return Unexpected<Failure>(*std::move(fault));
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
    auto failure = Fail(FailureKind::kCorrupt, words::Say("ehr-corrupt"));
    failure.error().http_status = answer->status;
    failure.error().request_id = answer->request_id;
    return failure;
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
  auto answer = rest.SendForSuccess(call);
  // Two who create one id at once: HAPI refuses the later one, whose turn comes when the other's
  // stands.
  if (!answer && answer.error().kind == FailureKind::kConflict) answer = rest.SendForSuccess(call);
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
