#include "connectors/api/dead_letters.h"

#include <algorithm>

#include "connectors/api/item_json.h"
#include "fhir/json/parse.h"

namespace chartbridge {
namespace {

using bridge::DecisionRecord;
using bridge::ItemRow;
using bridge::MediaProgress;
using fhir::json::Array;
using fhir::json::Value;

Severity ReadSeverity(const std::string& word) {
  for (const auto severity : {Severity::kFatal, Severity::kWarning, Severity::kInformation}) {
    if (word == ToString(severity)) return severity;
  }
  return Severity::kError;
}

bool IsDead(const bridge::MediaRow& medium) {
  return medium.progress == MediaProgress::kFailed || medium.progress == MediaProgress::kHeld;
}

}  // namespace

std::optional<Refusal> ReadRefusal(const DecisionRecord& record) {
  if (record.stage != "ehr" && record.stage != "directory") return std::nullopt;
  const auto said = fhir::json::Parse(record.because);
  if (!said || !said->is_object()) return std::nullopt;
  Refusal refusal;
  refusal.at = record.at;
  refusal.status = int((*said)["status"].integer().value_or(0));
  refusal.request = (*said)["request"].text();
  refusal.text = (*said)["text"].text();
  for (const Value& one : (*said)["issues"].items()) {
    const Value& path = one["expression"];
    refusal.issues.push_back({ReadSeverity(one["severity"].text()), one["code"].text(),
                              path.is_array() ? path.at(0).text() : path.text(), ""});
  }
  return refusal;
}

std::optional<Refusal> LastRefusal(const std::vector<DecisionRecord>& decisions,
                                   const std::string& part) {
  for (auto one = decisions.rbegin(); one != decisions.rend(); ++one) {
    if (one->part != part) continue;
    if (auto refusal = ReadRefusal(*one)) return refusal;
  }
  return std::nullopt;
}

std::vector<DeadPart> DeadPartsOf(const ItemRow& row) {
  if (row.progress() == bridge::Progress::kFailed)
    return {{"message", "failed", row.reason(), row.attempts(), 0}};
  std::vector<DeadPart> parts;
  if (row.progress() != bridge::Progress::kFiled) return parts;
  for (const bridge::MediaRow& medium : row.media) {
    if (IsDead(medium))
      parts.push_back({PartOf(medium), std::string(bridge::ToString(medium.progress)),
                       medium.reason, medium.attempts, medium.number});
  }
  return parts;
}

Instant FailedAt(const ItemRow& row, const DeadPart& part,
                 const std::vector<DecisionRecord>& decisions) {
  if (const auto refusal = LastRefusal(decisions, part.part)) return refusal->at;
  Instant last = row.received;
  for (const DecisionRecord& decision : decisions) {
    if (decision.part == part.part) last = std::max(last, decision.at);
  }
  return last;
}

Result<ItemRow, Failure> TakeUpAgain(bridge::run::StaffActions& staff, const bridge::ItemKey& key,
                                     const DeadPart& part) {
  return part.medium == 0 ? staff.Release(key) : staff.RetryMedium(key, part.medium);
}

Array IssuesJson(const std::vector<Issue>& issues) {
  Array all;
  for (const Issue& issue : issues) {
    Array expression;
    if (!issue.expression.empty()) expression.emplace_back(issue.expression);
    Value one;
    one.Set("severity", ToString(issue.severity));
    one.Set("code", issue.code);
    one.Set("expression", std::move(expression));
    all.push_back(std::move(one));
  }
  return all;
}

Value DeadLetterJson(const ItemRow& row, const DeadPart& part,
                     const std::vector<DecisionRecord>& decisions) {
  const auto refusal = LastRefusal(decisions, part.part);
  Value json;
  json.Set("key", row.key);
  json.Set("part", part.part);
  json.Set("state", part.state);
  json.Set("reason", bridge::ToString(part.reason));
  json.Set("failed_at", ToInstantText(FailedAt(row, part, decisions)));
  json.Set("attempts", part.attempts);
  json.Set("status", refusal && refusal->status > 0 ? Value(refusal->status) : Value());
  json.Set("request", refusal && !refusal->request.empty() ? Value(refusal->request) : Value());
  json.Set("outcome", refusal ? IssuesJson(refusal->issues) : Array());
  return json;
}

}  // namespace chartbridge
