#include "connectors/api/integrator.h"

#include "connectors/api/dead_letters.h"
#include "connectors/api/item_json.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using bridge::Progress;
using fhir::json::Array;
using fhir::json::Value;

bool MovesByItself(Progress progress) {
  return progress == Progress::kParsed || progress == Progress::kMatched ||
         progress == Progress::kPermitted || progress == Progress::kMapped;
}

// The oldest of those that still may move; the others do not wait.
Answer<std::optional<Instant>> OldestOf(const Ask& ask, Progress progress) {
  std::optional<Instant> oldest;
  if (!MovesByItself(progress)) return oldest;
  bridge::ItemFilter filter;
  filter.progress = progress;
  const auto listed = ask.ports.queries.List(filter, [&](const ItemRow& row) {
    oldest = row.received;
    return false;
  });
  if (!listed) return RefuseFor(listed.error());
  return oldest;
}

Answer<Array> CountMedia(const Ask& ask) {
  const auto counted = ask.ports.queries.CountsOfMedia();
  if (!counted) return RefuseFor(counted.error());
  std::map<std::string, std::int64_t> counts;
  for (const auto& one : *counted) counts[std::string(bridge::ToString(one.progress))] += one.media;
  Array all;
  for (const auto& [name, count] : counts)
    all.push_back(fhir::json::Object{{"name", name}, {"count", count}});
  return all;
}

// The names of the elements of what would be sent, by resource; nothing of what they say.
Array ShapeOf(const Ask& ask, const ItemRow& row) {
  Array shapes;
  const auto payload = ask.ports.items.ReadPayload(row.key, row.filing());
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

// The dead letters of these rows, a row for each part. The EHR's own words, which may quote the
// patient, are for integrators alone.
Answer<Array> DeadLetterViews(const Ask& ask, const std::vector<ItemRow>& rows) {
  Array items;
  const bool may_see_words =
      ask.ports.roles.Ask(ask.caller.roles, kDeadLettersManage) == bridge::access::Grant::kYes;
  for (const ItemRow& row : rows) {
    const auto decisions = ask.ports.items.Decisions(row.key);
    if (!decisions) return RefuseFor(decisions.error());
    for (const DeadPart& part : DeadPartsOf(row)) {
      Value one = DeadLetterJson(row, part, *decisions);
      one.Set("reason_text", ConsoleSentence(part.reason));
      if (may_see_words) {
        const auto refusal = LastRefusal(*decisions, part.part);
        one.Set("diagnostics", OrNull(refusal ? refusal->diagnostics : ""));
      }
      one.Set("shape", part.medium ? Array() : ShapeOf(ask, row));
      items.push_back(std::move(one));
    }
  }
  return items;
}

Answer<ItemRow> FindDead(const Ask& ask) {
  auto row = ask.ports.items.Find(ask.parts[0]);
  if (!row) return RefuseFor(row.error());
  if (!*row) return Refuse(404, "not-found", "There is no such message.");
  return std::move(**row);
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
  const auto counts = ask.ports.queries.CountsByProgress();
  const auto parked = ask.ports.inbox.CountParked();
  if (!parked) return RefuseFor(parked.error());
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
  json.Set("parked", *parked);
  json.Set("media", std::move(*media));
  return JsonReply(std::move(json));
}

Answer<Reply> ListDeadLetters(const Ask& ask) {
  const auto wish = ReadPageWish(ask);
  if (!wish) return Unexpected<Problem>(wish.error());
  bridge::ItemFilter filter;
  filter.dead_letters = true;
  const auto page = ReadRows(ask, filter, *wish, [](const ItemRow&) { return true; });
  if (!page) return Unexpected<Problem>(page.error());
  auto items = DeadLetterViews(ask, page->rows);
  if (!items) return Unexpected<Problem>(items.error());
  std::vector<std::string> keys;
  for (const ItemRow& row : page->rows) keys.push_back(row.key);
  if (auto noted = NoteList(ask, "dead-letters", keys); !noted)
    return Unexpected<Problem>(noted.error());
  return PageReply(std::move(*items), page->next);
}

Answer<Reply> ReplayDeadLetter(const Ask& ask) {
  const auto row = FindDead(ask);
  if (!row) return Unexpected<Problem>(row.error());
  const std::string wanted = ask.parts.size() > 1 ? "media:" + ask.parts[1] : "message";
  for (const DeadPart& part : DeadPartsOf(*row)) {
    if (part.part != wanted) continue;
    return TakeStep(
        ask, *row,
        [&](bridge::run::StaffActions& staff) { return TakeUpAgain(staff, row->key, part); },
        Shown::kBare);
  }
  return Refuse(409, "changed", "It is no longer among those that could not be filed.");
}

}  // namespace chartbridge::api
