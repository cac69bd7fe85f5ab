#include "bridge/service/dead_letters.h"

#include <algorithm>

#include "bridge/service/item_json.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::service {
namespace {

using fhir::json::Array;
using fhir::json::Value;

bool IsDead(const MediaRow& medium) {
  return medium.progress == MediaProgress::kFailed || medium.progress == MediaProgress::kHeld;
}

DeadLetter LetterOf(const ItemRow& row, const DeadPart& part,
                    const std::vector<DecisionRecord>& decisions) {
  DeadLetter letter{row, part, row.received, LastRefusal(decisions, part.part)};
  for (const DecisionRecord& decision : decisions) {
    if (decision.part == part.part) letter.failed_at = std::max(letter.failed_at, decision.at);
  }
  if (letter.refusal) letter.failed_at = letter.refusal->at;
  return letter;
}

Array ShapeOf(const ItemPorts& ports, const ItemRow& row) {
  Array shapes;
  const auto payload = ports.items.ReadPayload(row.key, row.filing());
  const auto bundle =
      payload ? fhir::json::Parse(*payload) : Result<Value, Issue>(Fault("not-found", "", ""));
  if (!bundle) return shapes;
  for (const Value& entry : (*bundle)["entry"].items()) {
    const Value& resource = entry["resource"];
    if (!resource.is_object()) continue;
    std::vector<std::string> elements;
    for (const auto& [name, value] : *resource.object()) {
      if (name != "resourceType") elements.push_back(name);
    }
    Value shape;
    shape.Set("resourceType", resource["resourceType"].text());
    shape.Set("elements", TextList(elements));
    shapes.push_back(std::move(shape));
  }
  return shapes;
}

}  // namespace

std::optional<run::ServerRefusal> LastRefusal(const std::vector<DecisionRecord>& decisions,
                                              const std::string& part) {
  for (auto one = decisions.rbegin(); one != decisions.rend(); ++one) {
    if (one->part != part) continue;
    if (auto refusal = run::ReadRefusal(*one)) return refusal;
  }
  return std::nullopt;
}

std::vector<DeadPart> DeadPartsOf(const ItemRow& row) {
  if (row.queue() != StaffQueue::kDeadLetters) return {};
  if (row.progress() == Progress::kFailed)
    return {{"message", "failed", row.reason(), row.attempts(), std::nullopt}};
  std::vector<DeadPart> parts;
  for (const MediaRow& medium : row.media) {
    if (IsDead(medium))
      parts.push_back({PartOf(medium), std::string(ToString(medium.progress)), medium.reason,
                       medium.attempts, medium.number});
  }
  return parts;
}

Result<Page<DeadLetter>, Failure> ListDeadLetters(const ItemPorts& ports,
                                                  const PageRequest& request) {
  const auto rows = ListItems(ports, {.queue = StaffQueue::kDeadLetters}, request);
  if (!rows) return Unexpected<Failure>(rows.error());
  Page<DeadLetter> page{{}, rows->next};
  for (const ItemRow& row : rows->rows) {
    const auto decisions = ports.items.Decisions(row.key);
    if (!decisions) return Unexpected<Failure>(decisions.error());
    for (const DeadPart& part : DeadPartsOf(row))
      page.rows.push_back(LetterOf(row, part, *decisions));
  }
  return page;
}

Result<ItemRow, Failure> TakeUpAgain(run::StaffActions& staff, const ItemKey& key,
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

Value DeadLetterJson(const ItemPorts& ports, const DeadLetter& letter, const DeadLetterView& view) {
  const auto& refusal = letter.refusal;
  Value json;
  json.Set("key", letter.row.key);
  json.Set("part", letter.part.part);
  json.Set("kind", letter.row.kind);
  json.Set("patient", view.patient ? OrNull(letter.row.patient) : Value());
  json.Set("state", letter.part.state);
  json.Set("reason", ToString(letter.part.reason));
  json.Set("reason_text", ReasonText(letter.part.reason));
  json.Set("failed_at", ToInstantText(letter.failed_at));
  json.Set("attempts", letter.part.attempts);
  json.Set("status", refusal && refusal->status > 0 ? Value(refusal->status) : Value());
  json.Set("request", refusal ? OrNull(refusal->request_id) : Value());
  json.Set("outcome", refusal ? IssuesJson(refusal->issues) : Array());
  json.Set("diagnostics", refusal && view.diagnostics ? OrNull(refusal->diagnostics) : Value());
  json.Set("shape", letter.part.medium ? Array() : ShapeOf(ports, letter.row));
  return json;
}

std::string DeadLetterText(const DeadLetter& letter) {
  std::string text = ToDateTimeText(letter.failed_at) + "  " + letter.row.key + "  " +
                     letter.part.part + " " + letter.part.state + " (" +
                     std::string(ToString(letter.part.reason)) + ")";
  if (!letter.refusal) return text;
  if (letter.refusal->status > 0) text += "  HTTP " + std::to_string(letter.refusal->status);
  for (const Issue& issue : letter.refusal->issues) text += "  " + issue.code;
  if (!letter.refusal->request_id.empty()) text += "  request " + letter.refusal->request_id;
  return text;
}

}  // namespace chartbridge::bridge::service
