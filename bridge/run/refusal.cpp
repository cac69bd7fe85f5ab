#include "bridge/run/refusal.h"

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr const char* kStage = "ehr";

Severity ReadSeverity(const std::string& word) {
  for (const auto severity : {Severity::kFatal, Severity::kWarning, Severity::kInformation}) {
    if (word == ToString(severity)) return severity;
  }
  return Severity::kError;
}

}  // namespace

DecisionRecord ToRecord(const Failure& failure, Instant at) {
  Array issues;
  for (const Issue& issue : failure.issues) {
    Value one;
    one.Set("severity", std::string(ToString(issue.severity)));
    one.Set("code", issue.code);
    one.Set("expression", issue.expression);
    issues.push_back(std::move(one));
  }
  Value said;
  said.Set("text", failure.text);
  said.Set("status", std::int64_t(failure.http_status));
  said.Set("issues", std::move(issues));
  return {"message", kStage,
          "refused", "ehr-" + std::string(ToString(failure.kind)),
          {},        fhir::json::Write(said),
          at};
}

std::optional<Refusal> ReadRefusal(const DecisionRecord& record) {
  if (record.stage != kStage) return std::nullopt;
  const auto said = fhir::json::Parse(record.because);
  if (!said) return std::nullopt;
  Refusal refusal{record.at, int((*said)["status"].integer().value_or(0)), {}};
  for (const Value& one : (*said)["issues"].items()) {
    refusal.issues.push_back(
        {ReadSeverity(one["severity"].text()), one["code"].text(), one["expression"].text(), ""});
  }
  return refusal;
}

}  // namespace chartbridge::bridge::run
