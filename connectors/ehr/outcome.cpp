#include "connectors/ehr/outcome.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

constexpr std::size_t kMostIssues = 32;
constexpr std::size_t kLongestPath = 200;

// http://hl7.org/fhir/R4/valueset-issue-type.html, all levels.
constexpr std::array<std::string_view, 31> kIssueTypes = {
    "invalid",       "structure", "required",         "value",         "invariant",  "security",
    "login",         "unknown",   "expired",          "forbidden",     "suppressed", "processing",
    "not-supported", "duplicate", "multiple-matches", "not-found",     "deleted",    "too-long",
    "code-invalid",  "extension", "too-costly",       "business-rule", "conflict",   "transient",
    "lock-error",    "no-store",  "exception",        "timeout",       "incomplete", "throttled",
    "informational"};

Severity ReadSeverity(const std::string& word) {
  if (word == "fatal") return Severity::kFatal;
  if (word == "warning") return Severity::kWarning;
  if (word == "information") return Severity::kInformation;
  return Severity::kError;
}

// A quoted literal in a FHIRPath may be a patient's word, so the path ends before it.
std::string PlainPath(const std::string& path) {
  const auto end = std::find_if_not(path.begin(), path.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 ||
                        std::string_view("._-[]()").find(char(c)) != std::string_view::npos);
  });
  std::string plain(path.begin(), end);
  if (plain.empty() || std::isalpha(static_cast<unsigned char>(plain[0])) == 0) return "";
  return plain.substr(0, kLongestPath);
}

void AddIssues(const Value& outcome, std::vector<Issue>& issues) {
  for (const Value& issue : outcome["issue"].items()) {
    const std::string& code = issue["code"].text();
    const bool known = std::find(kIssueTypes.begin(), kIssueTypes.end(), code) != kIssueTypes.end();
    const Value& expressions =
        issue[issue.Find("expression") != nullptr ? "expression" : "location"];
    std::size_t index = 0;
    do {
      if (issues.size() >= kMostIssues) return;
      issues.push_back({ReadSeverity(issue["severity"].text()), known ? code : "processing",
                        PlainPath(expressions.at(index).text()), ""});
    } while (++index < expressions.items().size());
  }
}

std::string_view Sentence(FailureKind kind) {
  switch (kind) {
    case FailureKind::kThrottled:
      return "The EHR asks to wait.";
    case FailureKind::kUnauthorized:
      return "The EHR does not accept the credentials.";
    case FailureKind::kForbidden:
      return "The EHR does not allow this for our account.";
    case FailureKind::kConflict:
      return "Somebody else changed the same resource in the EHR.";
    case FailureKind::kAmbiguous:
      return "The EHR has more than one resource of the same identity.";
    case FailureKind::kNotOffered:
      return "The EHR does not offer this interaction.";
    case FailureKind::kNotFound:
      return "The EHR has deleted this resource.";
    case FailureKind::kTooLarge:
      return "This is too large for the EHR.";
    case FailureKind::kInDoubt:
      return "The EHR failed after it had the request.";
    case FailureKind::kUnreachable:
      return "The EHR cannot answer now.";
    default:
      return "The EHR refused this.";
  }
}

}  // namespace

std::vector<Issue> ReadOutcome(std::string_view body) {
  std::vector<Issue> issues;
  const auto parsed = fhir::json::Parse(body);
  if (!parsed) return issues;
  const std::string& type = (*parsed)["resourceType"].text();
  if (type == "OperationOutcome") AddIssues(*parsed, issues);
  if (type != "Bundle") return issues;
  for (const Value& entry : (*parsed)["entry"].items()) {
    if (entry["resource"]["resourceType"].text() == "OperationOutcome")
      AddIssues(entry["resource"], issues);
    AddIssues(entry["response"]["outcome"], issues);
  }
  return issues;
}

std::optional<Milliseconds> ReadRetryAfter(std::string_view text, Instant now) {
  constexpr Milliseconds kLongest = std::chrono::hours(24);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                   [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || seconds > 86400) return kLongest;
    return Milliseconds(seconds * 1000);
  }
  // Poco reads dates leniently: "soon" would be one.
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  Poco::DateTime date;
  int zone = 0;
  if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, std::string(text), date,
                                      zone)) {
    return std::nullopt;
  }
  const Milliseconds wait(date.timestamp().epochMicroseconds() / 1000 - std::int64_t(zone) * 1000 -
                          ToUnixMillis(now));
  return std::clamp(wait, Milliseconds(0), kLongest);
}

FailureKind SortStatus(int status, bool reading) {
  switch (status) {
    case 401:
      return FailureKind::kUnauthorized;
    case 403:
      return FailureKind::kForbidden;
    case 404:
    case 405:
    case 501:
      return FailureKind::kNotOffered;
    case 409:
      return FailureKind::kConflict;
    case 410:
      return FailureKind::kNotFound;
    case 412:
      return FailureKind::kAmbiguous;
    case 413:
      return FailureKind::kTooLarge;
    case 429:
    case 503:
      return FailureKind::kThrottled;
    default:
      break;
  }
  // A gateway's 408 says nothing of what the server behind it did.
  if (status >= 500 || status == 408)
    return reading ? FailureKind::kUnreachable : FailureKind::kInDoubt;
  return FailureKind::kRefused;
}

Failure SortAnswer(int status, const http::Pairs& headers, std::string_view body, bool reading,
                   Instant now) {
  Failure failure;
  failure.kind = SortStatus(status, reading);
  failure.http_status = status;
  failure.text = Sentence(failure.kind);
  if (status >= 300 && status < 400) {
    failure.text =
        "The EHR answered with a redirect, which is never followed: set [ehr] base_url to its "
        "target.";
  }
  failure.issues = ReadOutcome(body);
  if (failure.kind == FailureKind::kThrottled) {
    if (const auto after = http::FindHeader(headers, "Retry-After"))
      failure.retry_after = ReadRetryAfter(*after, now);
  }
  return failure;
}

}  // namespace chartbridge::ehr
