#include "bridge/run/records.h"

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

using fhir::json::Array;
using fhir::json::Value;

Severity ReadSeverity(const std::string& word) {
  for (const auto severity : {Severity::kFatal, Severity::kWarning, Severity::kInformation}) {
    if (word == ToString(severity)) return severity;
  }
  return Severity::kError;
}

}  // namespace

DecisionRecord ToRecord(const Failure& failure, const std::string& part, const std::string& stage,
                        Reason reason, Instant at) {
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
  said.Set("request", failure.request_id);
  said.Set("diagnostics", failure.diagnostics);
  said.Set("issues", std::move(issues));
  return {part, stage, "refused", reason, {}, fhir::json::Write(said), at};
}

std::optional<ServerRefusal> ReadRefusal(const DecisionRecord& record) {
  if (record.stage != "ehr" && record.stage != "directory") return std::nullopt;
  const auto said = fhir::json::Parse(record.because);
  if (!said) return std::nullopt;
  ServerRefusal refusal;
  refusal.at = record.at;
  refusal.part = record.part;
  refusal.reason = record.reason;
  refusal.status = int((*said)["status"].integer().value_or(0));
  refusal.sentence = (*said)["text"].text();
  refusal.request_id = (*said)["request"].text();
  refusal.diagnostics = (*said)["diagnostics"].text();
  for (const Value& one : (*said)["issues"].items()) {
    refusal.issues.push_back(
        {ReadSeverity(one["severity"].text()), one["code"].text(), one["expression"].text(), ""});
  }
  return refusal;
}

}  // namespace chartbridge::bridge::run
