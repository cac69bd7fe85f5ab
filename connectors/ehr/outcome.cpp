#include "connectors/ehr/outcome.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "connectors/ehr/answer_author.h"
#include "fhir/json/parse.h"
#include "words/say.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

constexpr std::size_t kMostIssues = 32;
constexpr std::size_t kLongestPath = 200;
constexpr std::size_t kLongestDiagnostics = 4000;

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

void AddIssue(const Value& issue, std::vector<Issue>& issues) {
  const std::string& code = issue["code"].text();
  const bool known = std::find(kIssueTypes.begin(), kIssueTypes.end(), code) != kIssueTypes.end();
  const Value& expressions = issue[issue.Find("expression") != nullptr ? "expression" : "location"];
  std::size_t index = 0;
  do {
    if (issues.size() >= kMostIssues) return;
    issues.push_back({ReadSeverity(issue["severity"].text()), known ? code : "processing",
                      PlainPath(expressions.at(index).text()), ""});
  } while (++index < expressions.items().size());
}

words::Statement SaidOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kThrottled:
      return words::Say("ehr-throttled");
    case FailureKind::kUnauthorized:
      return words::Say("ehr-unauthorized");
    case FailureKind::kForbidden:
      return words::Say("ehr-forbidden");
    case FailureKind::kConflict:
      return words::Say("ehr-conflict");
    case FailureKind::kAmbiguous:
      return words::Say("ehr-ambiguous");
    case FailureKind::kNotOffered:
      return words::Say("ehr-not-offered");
    case FailureKind::kNotFound:
      return words::Say("ehr-not-found");
    case FailureKind::kTooLarge:
      return words::Say("ehr-too-large");
    case FailureKind::kInDoubt:
      return words::Say("ehr-in-doubt");
    case FailureKind::kUnreachable:
      return words::Say("ehr-unreachable");
    default:
      return words::Say("ehr-refused");
  }
}

// Every issue of the OperationOutcomes in a body, whole.
std::vector<const Value*> IssuesIn(const Value& body) {
  std::vector<const Value*> found;
  const auto add = [&](const Value& outcome) {
    for (const Value& issue : outcome["issue"].items()) found.push_back(&issue);
  };
  const std::string& type = body["resourceType"].text();
  if (type == "OperationOutcome") add(body);
  if (type != "Bundle") return found;
  for (const Value& entry : body["entry"].items()) {
    if (entry["resource"]["resourceType"].text() == "OperationOutcome") add(entry["resource"]);
    add(entry["response"]["outcome"]);
  }
  return found;
}

bool IsSuccess(int status) { return status >= 200 && status < 300; }
bool IsRedirect(int status) { return status >= 300 && status < 400; }

// An OperationOutcome by itself: those of a Bundle are for whoever reads its entries.
bool IsOutcomeWithError(std::string_view body) {
  if (body.find("OperationOutcome") == std::string_view::npos) return false;
  const auto parsed = fhir::json::Parse(body);
  return parsed && (*parsed)["resourceType"].text() == "OperationOutcome" &&
         HasError(ReadOutcome(body));
}

}  // namespace

std::vector<Issue> ReadOutcome(std::string_view body) {
  std::vector<Issue> issues;
  const auto parsed = fhir::json::Parse(body);
  if (!parsed) return issues;
  for (const Value* issue : IssuesIn(*parsed)) AddIssue(*issue, issues);
  return issues;
}

std::string ReadDiagnostics(std::string_view body) {
  std::string words;
  const auto parsed = fhir::json::Parse(body);
  if (!parsed) return words;
  const auto add = [&](const std::string& text) {
    if (text.empty()) return;
    words += (words.empty() ? "" : "\n") + text;
  };
  for (const Value* issue : IssuesIn(*parsed)) {
    add((*issue)["details"]["text"].text());
    add((*issue)["diagnostics"].text());
    if (words.size() > kLongestDiagnostics) break;
  }
  std::size_t cut = std::min(words.size(), kLongestDiagnostics);
  while (cut < words.size() && (static_cast<unsigned char>(words[cut]) & 0xC0U) == 0x80U) --cut;
  words.resize(cut);
  return words;
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
  if (IsRedirect(status)) return FailureKind::kUnreachable;
  return FailureKind::kRefused;
}

bool HasError(const std::vector<Issue>& issues) {
  return std::any_of(issues.begin(), issues.end(), [](const Issue& issue) {
    return issue.severity == Severity::kFatal || issue.severity == Severity::kError;
  });
}

FailureKind SortIssues(const std::vector<Issue>& issues, bool reading) {
  for (const Issue& issue : issues) {
    if (issue.severity != Severity::kFatal && issue.severity != Severity::kError) continue;
    const std::string& code = issue.code;
    if (code == "login" || code == "expired") return FailureKind::kUnauthorized;
    if (code == "security" || code == "forbidden" || code == "suppressed")
      return FailureKind::kForbidden;
    if (code == "throttled") return FailureKind::kThrottled;
    if (code == "conflict" || code == "lock-error") return FailureKind::kConflict;
    if (code == "multiple-matches") return FailureKind::kAmbiguous;
    if (code == "too-long") return FailureKind::kTooLarge;
    if (code == "deleted") return FailureKind::kNotFound;
    if (code == "transient" || code == "exception" || code == "timeout" || code == "incomplete" ||
        code == "no-store") {
      return reading ? FailureKind::kUnreachable : FailureKind::kInDoubt;
    }
  }
  return FailureKind::kRefused;
}

Failure SortAnswer(int status, const http::Pairs& headers, std::string_view body, bool reading,
                   Instant now) {
  Failure failure;
  failure.http_status = status;
  failure.issues = ReadOutcome(body);
  failure.diagnostics = ReadDiagnostics(body);
  failure.kind =
      IsSuccess(status) ? SortIssues(failure.issues, reading) : SortStatus(status, reading);
  failure.said = SaidOf(failure.kind);
  if (const auto stranger = FindStranger(status, headers, body)) {
    failure.kind = FailureKind::kUnreachable;
    failure.said = *stranger == Author::kLogInPage ? words::Say("ehr-log-in-page")
                   : IsRedirect(status)            ? words::Say("ehr-redirect")
                                                   : words::Say("ehr-other-page");
  }
  failure.text = InEnglish(failure.said);
  if (const auto after = http::FindHeader(headers, "Retry-After"))
    failure.retry_after = ReadRetryAfter(*after, now);
  return failure;
}

std::optional<Failure> FindFault(int status, const http::Pairs& headers, std::string_view body,
                                 bool reading, Instant now) {
  const bool stranger = FindStranger(status, headers, body).has_value();
  if (!stranger && !IsOutcomeWithError(body)) return std::nullopt;
  return SortAnswer(status, headers, body, reading, now);
}

}  // namespace chartbridge::ehr
