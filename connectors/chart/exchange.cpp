#include "connectors/chart/exchange.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "connectors/chart/search_parameters.h"
#include "connectors/http/content_coding.h"
#include "connectors/http/own_addresses.h"
#include "connectors/http/response_text.h"
#include "connectors/http/url.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {
constexpr std::uint64_t kBudget = 128U << 20U;
// The largest Bundle that the bridge sends has some thousand; each costs some 40 bytes and more.
constexpr std::size_t kMostValues = 250000;
constexpr std::size_t kLargestForm = 256U << 10U;

std::string Lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string Header(const http::Request& request, std::string_view name) {
  return Lower(http::FindHeader(request.headers(), name).value_or(""));
}

std::string QueryValue(const http::Request& request, std::string_view name) {
  const auto at = std::ranges::find(request.query(), name, &http::Pairs::value_type::first);
  return at == request.query().end() ? "" : Lower(at->second);
}

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool NamesJson(std::string_view text) {
  // A '+' that was not percent-encoded in _format arrives as a blank.
  return text == "json" || Has(text, "application/fhir+json") ||
         Has(text, "application/fhir json") || Has(text, "application/json") ||
         Has(text, "text/json");
}

bool IsLocalName(const std::string& host) {
  const auto url = http::ParseUrl("http://" + host + "/");
  return url && (http::IsThisMachine(url->host) || url->host.ends_with(".localhost"));
}

[[noreturn]] void NotOffered() {
  Refuse(404, "not-supported", "This server has no such resource type or operation.");
}

Address ReadBelowInstance(Address address, const std::vector<std::string>& segments) {
  if (segments.size() == 3 && segments[2] == "$purge" && address.type->name == "Patient") {
    address.place = Address::Place::kPurge;
    return address;
  }
  if (segments[2] != "_history" || segments.size() > 4) NotOffered();
  address.place = Address::Place::kHistory;
  if (segments.size() == 3) return address;
  const std::string& number = segments[3];
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), address.number);
  // Versions here are numbers; another text names a version that never was.
  if (error != std::errc() || end != number.data() + number.size() || address.number < 1)
    Refuse(404, "not-found", "There is no such version.");
  address.place = Address::Place::kVersion;
  return address;
}

}  // namespace

Wishes ReadWishes(const http::Request& request) {
  Wishes wishes;
  const std::string prefer = Header(request, "Prefer");
  if (Has(prefer, "return=minimal")) wishes.wanted = Wanted::kMinimal;
  if (Has(prefer, "return=representation")) wishes.wanted = Wanted::kRepresentation;
  wishes.takes_gzip = http::AcceptsGzip(request.headers());
  wishes.pretty = QueryValue(request, "_pretty") == "true";
  // _format overrides Accept (R4 3.1.0.1.11).
  const std::string format = QueryValue(request, "_format");
  const std::string accept = format.empty() ? Header(request, "Accept") : format;
  wishes.names_json = NamesJson(accept);
  wishes.takes_json =
      accept.empty() || wishes.names_json || Has(accept, "*/*") || Has(accept, "application/*");
  return wishes;
}

BodyForm FormOf(const http::Request& request) {
  const std::string type = Header(request, "Content-Type");
  const std::size_t charset = type.find("charset=");
  if (charset != std::string::npos) {
    const std::string name = type.substr(charset + 8);
    if (!name.starts_with("utf-8") && !name.starts_with("\"utf-8\"") &&
        !name.starts_with("us-ascii"))
      return BodyForm::kOther;
  }
  const std::string_view media = std::string_view(type).substr(0, type.find_first_of("; "));
  if (media == "application/fhir+json" || media == "application/json" || media == "text/json")
    return BodyForm::kJson;
  return media == "application/x-www-form-urlencoded" ? BodyForm::kForm : BodyForm::kOther;
}

void RequireLocal(const http::Request& request) {
  const std::string host = Header(request, "Host");
  const std::string origin = Header(request, "Origin");
  if (!http::IsLocal(request) || (!host.empty() && !IsLocalName(host)))
    Refuse(403, "forbidden", "The open chart answers only on this machine, under its own names.");
  if (!origin.empty() && origin != "http://" + host && origin != "https://" + host)
    Refuse(403, "forbidden", "The chart does not answer pages of another origin.");
}

bool IsLocal(const http::Request& request) {
  try {
    RequireLocal(request);
    return true;
  } catch (const Refused&) {
    return false;
  }
}

void RefuseBody(const Failure& failure) {
  if (failure.kind == FailureKind::kTooLarge) Refuse(413, "too-long", "The body is too large.");
  if (failure.kind == FailureKind::kUnreachable)
    Refuse(408, "timeout", "The body did not come in time.");
  Refuse(400, "incomplete", "The body is not as long as it was announced.");
}

std::shared_ptr<void> BodyBudget::Take(const http::Request& request) {
  const std::uint64_t wanted =
      std::min<std::uint64_t>(request.content_length().value_or(kLargestJson), kLargestJson);
  std::shared_ptr<void> share(nullptr, [this, wanted](void*) { used_ -= wanted; });
  if (used_.fetch_add(wanted) + wanted > kBudget)
    Refuse(503, "throttled", "Too many large bodies are under way.");
  return share;
}

fhir::json::Value ReadJsonBody(http::Request& request) {
  auto text = request.ReadBody(kLargestJson);
  if (!text) RefuseBody(text.error());
  auto json = fhir::json::Parse(*text, {.max_bytes = kLargestJson, .max_values = kMostValues});
  if (!json) Refuse(400, json.error());
  return std::move(*json);
}

http::Pairs ReadFormBody(http::Request& request) {
  auto text = request.ReadBody(kLargestForm);
  if (!text) RefuseBody(text.error());
  return ReadPairs(*text);
}

http::Pairs SafeHeaders() {
  return {{"Cache-Control", "no-store"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"}};
}

http::Response JsonAnswer(int status, const fhir::json::Value& body, const Wishes& wishes) {
  http::Response response{status, SafeHeaders(), ""};
  response.headers.emplace_back("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = wishes.pretty ? fhir::json::WriteIndented(body) : fhir::json::Write(body);
  http::Compress(wishes.takes_gzip, response);
  return response;
}

http::Response RefusedAnswer(const Refusal& refusal, const Wishes& wishes) {
  http::Response response = JsonAnswer(refusal.status, ToOutcome(refusal.issues), wishes);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  if (!refusal.challenge.empty())
    response.headers.emplace_back("WWW-Authenticate", refusal.challenge);
  if (!refusal.allow.empty()) response.headers.emplace_back("Allow", refusal.allow);
  return response;
}

void AddVersionHeaders(const Version& version, http::Pairs& headers) {
  headers.emplace_back("ETag", ToETag(version.number));
  headers.emplace_back("Last-Modified", http::HttpDate(version.updated));
}

http::Response VersionAnswer(const Version& version, const Wishes& wishes) {
  http::Response response = JsonAnswer(200, ToResource(version), wishes);
  AddVersionHeaders(version, response.headers);
  return response;
}

http::Response SavedAnswer(const Saved& saved, std::string_view base, const Wishes& wishes) {
  http::Response response{200, SafeHeaders(), ""};
  if (wishes.wanted == Wanted::kMinimal) {
    AddVersionHeaders(saved.version, response.headers);
  } else {
    response = VersionAnswer(saved.version, wishes);
  }
  response.status = saved.change == Change::kCreated ? 201 : 200;
  response.headers.emplace_back("Location",
                                std::string(base) + "/" + VersionedAddress(saved.version));
  return response;
}

Address ReadAddress(std::string_view path) {
  using Place = Address::Place;
  auto segments = SplitUnescaped(path, '/');
  std::erase(segments, "");
  Address address;
  if (segments.empty()) return address;
  if (segments.size() == 1 && segments[0] == "metadata") {
    address.place = Place::kMetadata;
    return address;
  }
  address.type = FindType(segments[0]);
  if (address.type == nullptr) NotOffered();
  address.place = Place::kType;
  if (segments.size() == 1) return address;
  if (segments.size() == 2 && segments[1] == "_search") {
    address.place = Place::kTypeSearch;
    return address;
  }
  if (segments[1].starts_with('_') || segments[1].starts_with('$')) NotOffered();
  if (!IsResourceId(segments[1])) Refuse(400, "value", "The id is not one that FHIR allows.");
  address.id = segments[1];
  address.place = Place::kInstance;
  return segments.size() == 2 ? address : ReadBelowInstance(std::move(address), segments);
}

void Refuse(int status, Issue issue) { throw Refused({status, {std::move(issue)}, {}, {}}); }

void Refuse(int status, std::string code, std::string text, std::string expression) {
  Refuse(status, {Severity::kError, std::move(code), std::move(expression), std::move(text)});
}

void RefuseFor(const Failure& failure) { throw Refused(ToRefusal(failure)); }

Refusal ToRefusal(const Failure& failure) {
  const auto refusal = [](int status, const char* code, const char* text) {
    return Refusal{status, {{Severity::kError, code, "", text}}, {}, {}};
  };
  using enum FailureKind;
  if (failure.kind == kConflict)
    return refusal(409, "conflict", "The resource was changed meanwhile.");
  if (failure.kind == kFull || failure.kind == kBusy || failure.kind == kUnreachable)
    return refusal(503, "transient", "The chart cannot store or read at the moment.");
  return refusal(500, "exception", "What the chart has stored cannot be read.");
}

fhir::json::Value ToOutcome(const std::vector<Issue>& issues) {
  fhir::json::Array list;
  for (const Issue& issue : issues) {
    fhir::json::Object entry{{"severity", ToString(issue.severity)}, {"code", issue.code}};
    if (!issue.text.empty()) entry.emplace_back("diagnostics", issue.text);
    if (!issue.expression.empty())
      entry.emplace_back("expression", fhir::json::Array{issue.expression});
    list.emplace_back(std::move(entry));
  }
  return fhir::json::Object{{"resourceType", "OperationOutcome"}, {"issue", std::move(list)}};
}

}  // namespace chartbridge::chart
