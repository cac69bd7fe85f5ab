#include "connectors/api/dead_letters.h"

#include <algorithm>

#include "connectors/api/item_json.h"

namespace chartbridge {
namespace {

using bridge::DecisionRecord;
using bridge::ItemRow;
using bridge::MediaProgress;
using fhir::json::Array;
using fhir::json::Value;

bool IsDead(const bridge::MediaRow& medium) {
  return medium.progress == MediaProgress::kFailed || medium.progress == MediaProgress::kHeld;
}

}  // namespace

std::optional<bridge::run::ServerRefusal> LastRefusal(const std::vector<DecisionRecord>& decisions,
                                                      const std::string& part) {
  for (auto one = decisions.rbegin(); one != decisions.rend(); ++one) {
    if (one->part != part) continue;
    if (auto refusal = bridge::run::ReadRefusal(*one)) return refusal;
  }
  return std::nullopt;
}

std::vector<DeadPart> DeadPartsOf(const ItemRow& row) {
  if (row.progress() == bridge::Progress::kFailed)
    return {{"message", "failed", row.reason(), row.attempts(), std::nullopt}};
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
  return part.medium ? staff.RetryMedium(key, *part.medium) : staff.Release(key);
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
  json.Set("request",
           refusal && !refusal->request_id.empty() ? Value(refusal->request_id) : Value());
  json.Set("outcome", refusal ? IssuesJson(refusal->issues) : Array());
  return json;
}

}  // namespace chartbridge
