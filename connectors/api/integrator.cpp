#include "connectors/api/integrator.h"

#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/reasons.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using bridge::Progress;
using fhir::json::Array;
using fhir::json::Value;

constexpr int kMostMediaLookedAt = 2000;

bool IsDeadLetter(const ItemRow& row) {
  return row.progress == Progress::kFailed ||
         (row.progress == Progress::kHeld && row.reason.starts_with("ehr-"));
}

// The oldest of those that still may move; the others do not wait.
Answer<std::optional<Instant>> OldestOf(const Ask& ask, Progress progress) {
  std::optional<Instant> oldest;
  if (!bridge::MayMove(progress)) return oldest;
  bridge::ItemFilter filter;
  filter.progress = progress;
  const auto listed = ask.ports.ledger.List(filter, [&](const ItemRow& row) {
    oldest = row.received;
    return false;
  });
  if (!listed) return RefuseFor(listed.error());
  return oldest;
}

Answer<Array> CountMedia(const Ask& ask) {
  std::map<std::string, std::int64_t> counts;
  bridge::ItemFilter filter;
  filter.limit = kMostMediaLookedAt;
  const auto listed = ask.ports.ledger.List(filter, [&](const ItemRow& row) {
    for (const bridge::MediaRow& media : row.media)
      ++counts[std::string(bridge::ToString(media.progress))];
    return true;
  });
  if (!listed) return RefuseFor(listed.error());
  Array all;
  for (const auto& [name, count] : counts)
    all.push_back(fhir::json::Object{{"name", name}, {"count", count}});
  return all;
}

// The names of the elements of what would be sent, by resource; nothing of what they say.
Array ShapeOf(const Ask& ask, const ItemRow& row) {
  Array shapes;
  const auto outbox = ask.ports.ledger.ReadOutbox(row.key);
  const auto bundle =
      outbox ? fhir::json::Parse(*outbox) : Result<Value, Issue>(Fault("not-found", "", ""));
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

Array IssuesView(const std::vector<Issue>& issues) {
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

// When the item was last looked at, as its decisions remember; else when it came.
Instant LastSeen(const Ask& ask, const ItemRow& row) {
  Instant last = row.received;
  const auto decisions = ask.ports.ledger.Decisions(row.key);
  if (!decisions) return last;
  for (const bridge::DecisionRecord& decision : *decisions) last = std::max(last, decision.at);
  return last;
}

Value DeadLetterView(const Ask& ask, const ItemRow& row) {
  const auto outcome = ask.ports.dead_letter(row.key);
  Value json;
  json.Set("key", row.key);
  json.Set("reason", row.reason);
  json.Set("reason_text", ReasonForConsole(row.reason));
  json.Set("failed_at", ToInstantText(outcome ? outcome->at : LastSeen(ask, row)));
  json.Set("attempts", row.attempts);
  json.Set("status", outcome && outcome->status > 0 ? Value(outcome->status) : Value());
  json.Set("outcome", outcome ? IssuesView(outcome->issues) : Array());
  json.Set("shape", ShapeOf(ask, row));
  return json;
}

}  // namespace

std::string_view ToString(Health health) {
  switch (health) {
    case Health::kOk:
      return "ok";
    case Health::kWarning:
      return "warning";
    case Health::kFault:
      return "fault";
    case Health::kUnknown:
      break;
  }
  return "unknown";
}

Answer<Reply> ShowHealth(const Ask& ask) {
  Array parts;
  for (const PartHealth& part : ask.ports.health()) {
    Value one;
    one.Set("part", part.part);
    one.Set("state", ToString(part.state));
    one.Set("sentence", part.sentence);
    one.Set("do", OrNull(part.what_to_do));
    one.Set("checked_at", ToInstantText(part.checked));
    parts.push_back(std::move(one));
  }
  const Rung rung = ask.ports.rung();
  Value json;
  json.Set("parts", std::move(parts));
  json.Set("rung", fhir::json::Object{{"name", rung.name}, {"why", rung.why}});
  json.Set("version", ask.settings.version);
  return JsonReply(std::move(json));
}

Answer<Reply> ShowQueues(const Ask& ask) {
  const auto counts = ask.ports.ledger.Counts();
  if (!counts) return RefuseFor(counts.error());
  Array queues;
  for (const auto& [name, count] : *counts) {
    const auto progress = bridge::ReadProgress(name);
    if (!progress) continue;
    const auto oldest = OldestOf(ask, *progress);
    if (!oldest) return Unexpected<Problem>(oldest.error());
    queues.push_back(
        fhir::json::Object{{"name", name}, {"count", count}, {"oldest", InstantOrNull(*oldest)}});
  }
  auto media = CountMedia(ask);
  if (!media) return Unexpected<Problem>(media.error());
  Value json;
  json.Set("progress", std::move(queues));
  json.Set("inbox", ask.ports.inbox.Depth());
  json.Set("media", std::move(*media));
  return JsonReply(std::move(json));
}

Answer<Reply> ListDeadLetters(const Ask& ask) {
  const auto wish = ReadPageWish(ask);
  if (!wish) return Unexpected<Problem>(wish.error());
  const auto page = ReadRows(ask, {}, *wish, IsDeadLetter);
  if (!page) return Unexpected<Problem>(page.error());
  Array items;
  for (const ItemRow& row : page->rows) items.push_back(DeadLetterView(ask, row));
  return PageReply(std::move(items), page->next);
}

Answer<Reply> ReplayDeadLetter(const Ask& ask) {
  const auto row = ask.ports.ledger.Find(ask.parts[0]);
  if (!row) return RefuseFor(row.error());
  if (!*row) return Refuse(404, "not-found", "There is no such message.");
  if (!IsDeadLetter(**row))
    return Refuse(409, "changed", "It is no longer among those that could not be filed.");
  return TakeStep(
      ask, **row, [&](bridge::run::Person& person) { return person.Release((*row)->key); },
      Shown::kBare);
}

}  // namespace chartbridge::api
