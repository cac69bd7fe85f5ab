#include "fhir/r4/outcome.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "fhir/r4/references.h"

namespace chartbridge::fhir::r4 {
namespace {

// http://hl7.org/fhir/issue-type, R4.
constexpr std::array<std::string_view, 31> kIssueTypes{
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

// Names, indexes and dots only: "Bundle.entry[2].resource". A path with a literal in it
// ("where(value='…')") may quote the patient.
bool IsElementPath(std::string_view path) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '[' || c == ']';
  };
  return !path.empty() && path.size() <= 200 && path.front() >= 'A' && path.front() <= 'Z' &&
         path.find('.') != std::string_view::npos && std::all_of(path.begin(), path.end(), plain);
}

std::string FirstPath(const json::Value& issue) {
  for (const char* member : {"expression", "location"}) {
    for (const json::Value& path : issue[member].items()) {
      if (IsElementPath(path.text())) return path.text();
    }
  }
  return {};
}

int ReadStatus(const std::string& text) {
  int status = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  const bool ended = stop == text.data() + text.size() || *stop == ' ';
  return error == std::errc() && ended && status >= 100 && status < 600 ? status : 0;
}

std::string VersionOfLocation(std::string_view location) {
  constexpr std::string_view kHistory = "/_history/";
  const std::size_t at = location.rfind(kHistory);
  if (at == std::string_view::npos) return {};
  const std::string_view version = location.substr(at + kHistory.size());
  return IsId(version) ? std::string(version) : std::string();
}

EntryAnswer ReadEntry(const json::Value& entry) {
  const json::Value& response = entry["response"];
  const json::Value& resource = entry["resource"];
  EntryAnswer answer;
  answer.status = ReadStatus(response["status"].text());
  answer.resource = ResourceOfLocation(response["location"].text());
  answer.version = VersionOfLocation(response["location"].text());
  if (answer.resource.empty() && resource["resourceType"].text() != "OperationOutcome") {
    answer.resource =
        ResourceOfLocation(resource["resourceType"].text() + "/" + resource["id"].text());
  }
  answer.issues = ReadOutcome(response["outcome"]);
  if (answer.issues.empty()) answer.issues = ReadOutcome(resource);
  return answer;
}

}  // namespace

std::vector<Issue> ReadOutcome(const json::Value& outcome) {
  std::vector<Issue> issues;
  if (outcome["resourceType"].text() != "OperationOutcome") return issues;
  for (const json::Value& issue : outcome["issue"].items()) {
    const std::string& code = issue["code"].text();
    const bool known = std::find(kIssueTypes.begin(), kIssueTypes.end(), code) != kIssueTypes.end();
    Issue read;
    read.severity = ReadSeverity(issue["severity"].text());
    read.code = known ? code : "invalid";
    read.expression = FirstPath(issue);
    read.text = "the server answered with issue " + read.code;
    issues.push_back(std::move(read));
  }
  return issues;
}

Result<std::vector<EntryAnswer>, Issue> ReadTransactionResponse(const json::Value& bundle) {
  const std::string& type = bundle["type"].text();
  if (bundle["resourceType"].text() != "Bundle" ||
      (type != "transaction-response" && type != "batch-response")) {
    return Fault("structure", "Bundle.type", "the answer is not a transaction-response");
  }
  std::vector<EntryAnswer> answers;
  for (const json::Value& entry : bundle["entry"].items()) answers.push_back(ReadEntry(entry));
  return answers;
}

std::string ResourceOfLocation(std::string_view location) {
  location = location.substr(0, location.find("/_history/"));
  const std::size_t slash = location.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return {};
  const std::size_t before = location.rfind('/', slash - 1);
  const std::string_view relative =
      before == std::string_view::npos ? location : location.substr(before + 1);
  return IsRelativeReference(relative) ? std::string(relative) : std::string();
}

}  // namespace chartbridge::fhir::r4
