#include "connectors/api/items.h"

#include "connectors/api/approvals.h"
#include "connectors/api/audit_view.h"
#include "connectors/api/csv.h"
#include "connectors/api/dead_letters.h"
#include "connectors/api/item_explain.h"
#include "connectors/api/item_json.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using bridge::DecisionRecord;
using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

Answer<bridge::ItemFilter> ReadFilter(const Ask& ask) {
  bridge::ItemFilter filter;
  filter.kind = ask.Query("kind");
  filter.contact = ask.Query("contact");
  if (const std::string reason = ask.Query("reason"); !reason.empty()) {
    filter.reason = bridge::ReadReason(reason);
    if (!filter.reason) return Refuse(422, "reason", "There is no such reason.");
  }
  if (const std::string patient = ask.Query("patient"); !patient.empty()) {
    const auto reference = PatientReference(patient);
    if (!reference) return Refuse(422, "patient", "Name the patient as Patient/ and an id.");
    filter.patient = *reference;
  }
  if (const std::string progress = ask.Query("progress"); !progress.empty()) {
    filter.progress = bridge::ReadProgress(progress);
    if (!filter.progress) return Refuse(422, "progress", "There is no such progress.");
  }
  if (const std::string since = ask.Query("since"); !since.empty()) {
    filter.since = ParseInstant(since);
    if (!filter.since) filter.since = ParseInstant(since + "T00:00:00Z");  // a bare date, UTC
    if (!filter.since)
      return Refuse(422, "since", "Give a date or an instant such as 2026-11-22T06:00:00Z.");
  }
  return filter;
}

std::vector<std::string> KeysOf(const std::vector<ItemRow>& rows) {
  std::vector<std::string> keys;
  for (const ItemRow& row : rows) keys.push_back(row.key);
  return keys;
}

// A whole list leaves the building: only who may see every row, and freshly proved to be there.
Answer<void> CheckExport(const Ask& ask, const Reach& reach) {
  if (!reach.all || reach.masked) return Refuse(403, "role", "Your role does not allow exports.");
  if (!ask.caller.stepped_up)
    return Refuse(403, "step-up", "Give the code of your second factor once more, then repeat.");
  return {};
}

Answer<Reply> ExportRows(const Ask& ask, const std::vector<ItemRow>& rows,
                         std::optional<std::int64_t> next, Shown shown) {
  if (auto noted = Note(
          ask,
          {"message.exported", "", 0, "", "", {}, "messages-" + std::to_string(rows.size()), ""});
      !noted)
    return Unexpected<Problem>(noted.error());
  Csv csv({"key", "channel", "contact", "kind", "source", "direction", "progress", "reason",
           "patient", "received_at", "sent_at", "deadline"});
  for (const ItemRow& row : rows) csv.Add(ItemView(row, ask.ports.channels, shown));
  Reply reply = std::move(csv).ToReply("messages.csv");
  if (next) reply.headers.emplace_back("X-Next-Cursor", std::to_string(*next));
  return reply;
}

Value DecisionView(const DecisionRecord& decision) {
  const auto stored = fhir::json::Parse(decision.because);
  const Value none;
  const Value& because = stored && stored->is_object() ? (*stored)["because"] : none;
  const std::string text = stored && stored->is_object() ? (*stored)["text"].text() : "";
  Value one;
  one.Set("part", decision.part);
  one.Set("stage", decision.stage);
  one.Set("decision", decision.decision);
  one.Set("reason", bridge::ToString(decision.reason));
  one.Set("reason_text", text.empty() ? ConsoleSentence(decision.reason) : text);
  one.Set("rule", OrNull(std::string(bridge::RuleOf(decision.reason))));
  one.Set("basis", TextList(decision.basis));
  one.Set("because", Array(because.items()));
  one.Set("at", ToInstantText(decision.at));
  return one;
}

Value RefusalView(const std::string& stage, const bridge::run::ServerRefusal& refusal) {
  Value one;
  one.Set("part", refusal.part);
  one.Set("stage", stage);
  one.Set("reason", OrNull(std::string(bridge::ToString(refusal.reason))));
  one.Set("status", refusal.status > 0 ? Value(refusal.status) : Value());
  one.Set("request", OrNull(refusal.request_id));
  one.Set("outcome", IssuesJson(refusal.issues));
  one.Set("at", ToInstantText(refusal.at));
  return one;
}

// Sentences in the order in which somebody would ask.
std::vector<std::string> Tell(const ItemRow& row, const std::vector<DecisionRecord>& decisions) {
  std::vector<std::string> told;
  if (const auto why = ConsoleSentence(row.reason()); !why.empty()) told.push_back(why);
  for (auto last = decisions.rbegin(); last != decisions.rend(); ++last) {
    if (last->stage == "match" || last->part != "message") continue;
    const std::string text = DecisionView(*last)["reason_text"].text();
    if (!text.empty() && (told.empty() || told.front() != text)) told.push_back(text);
    break;
  }
  if (row.destroyed) told.emplace_back("Its content is destroyed; what happened stays on record.");
  for (const bridge::MediaRow& media : row.media) {
    std::string line =
        "File " + std::to_string(media.number) + " is " + std::string(ToString(media.progress));
    const auto why = ConsoleSentence(media.reason);
    told.push_back(line + (why.empty() ? "." : ": " + why));
  }
  const auto resources = row.resources();
  if (row.progress() == bridge::Progress::kFiled && !resources.empty())
    told.push_back("It is in the chart as " + resources.front() + ".");
  return told;
}

// Why items are where they are, as numbers: nobody's key, contact or patient.
Answer<Array> CountReasons(const Ask& ask) {
  const auto counts = ask.ports.queries.CountsByReason(ask.Now() + std::chrono::hours(24));
  if (!counts) return RefuseFor(counts.error());
  Array all;
  for (const bridge::ReasonCount& count : *counts) {
    Value one;
    one.Set("progress", bridge::ToString(count.progress));
    one.Set("reason", bridge::ToString(count.reason));
    one.Set("reason_text", OrNull(ConsoleSentence(count.reason)));
    one.Set("count", count.items);
    one.Set("first_deadline", InstantOrNull(count.first_deadline));
    one.Set("ending", count.ending);
    all.push_back(std::move(one));
  }
  return all;
}

Shown ShownTo(const Reach& list) { return list.masked ? Shown::kMasked : Shown::kWhole; }

}  // namespace

Answer<Reply> ListMessages(const Ask& ask) {
  const Reach reach = ReachOf(ask, kMessageList);
  const auto filter = ReadFilter(ask);
  if (!filter) return Unexpected<Problem>(filter.error());
  const auto wish = ReadPageWish(ask);
  if (!wish) return Unexpected<Problem>(wish.error());
  if (ask.WantsCsv()) {
    if (auto may = CheckExport(ask, reach); !may) return Unexpected<Problem>(may.error());
  }
  auto page = ReadRows(ask, *filter, *wish, [&](const ItemRow& row) { return reach.Covers(row); });
  if (!page) return Unexpected<Problem>(page.error());
  if (auto loaded = LoadContent(ask, page->rows); !loaded)
    return Unexpected<Problem>(loaded.error());
  if (ask.WantsCsv()) return ExportRows(ask, page->rows, page->next, ShownTo(reach));
  if (auto noted = NoteList(ask, "messages", KeysOf(page->rows), filter->patient); !noted)
    return Unexpected<Problem>(noted.error());
  Array items;
  for (const ItemRow& row : page->rows)
    items.push_back(ItemView(row, ask.ports.channels, ShownTo(reach)));
  return PageReply(std::move(items), page->next);
}

Answer<Reply> CountMessages(const Ask& ask) {
  const auto counts = ask.ports.queries.CountsByProgress();
  if (!counts) return RefuseFor(counts.error());
  const auto oldest = ask.ports.queries.OldestUnderWay();
  if (!oldest) return RefuseFor(oldest.error());
  auto reasons = CountReasons(ask);
  if (!reasons) return Unexpected<Problem>(reasons.error());
  Value by_progress{fhir::json::Object()};
  for (const auto& [progress, count] : *counts) by_progress.Set(progress, count);
  Value json;
  json.Set("counts", std::move(by_progress));
  json.Set("oldest_unfiled", InstantOrNull(*oldest));
  json.Set("by_reason", std::move(*reasons));
  return JsonReply(std::move(json));
}

Answer<Reply> ExplainMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kMessageList);
  const auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  const auto decisions = ask.ports.items.Decisions(row->key);
  if (!decisions) return RefuseFor(decisions.error());
  if (auto noted = NoteItem(ask, *row); !noted) return Unexpected<Problem>(noted.error());
  auto audit = AuditOfItem(ask, *row);
  if (!audit) return Unexpected<Problem>(audit.error());
  Value json = ItemView(*row, ask.ports.channels, ShownTo(reach));
  Array shown;
  Array refusals;
  for (const DecisionRecord& decision : *decisions) {
    if (const auto refusal = bridge::run::ReadRefusal(decision)) {
      refusals.push_back(RefusalView(decision.stage, *refusal));
    } else if (decision.stage != "match") {
      shown.push_back(DecisionView(decision));
    }
  }
  Array filings;
  for (const bridge::Filing& filing : row->filings) filings.push_back(FilingJson(filing));
  json.Set("filings", std::move(filings));
  json.Set("decisions", std::move(shown));
  json.Set("refusals", std::move(refusals));
  json.Set("audit", std::move(*audit));
  json.Set("text", TextList(Tell(*row, *decisions)));
  json.Set("can", TextList(CanDo(ask, *row)));
  fhir::json::Array& media = *json.Find("media")->array();
  for (std::size_t i = 0; i < media.size(); ++i)
    media[i].Set("can", TextList(CanDoWithMedium(ask, *row, row->media[i])));
  return JsonReply(std::move(json));
}

Answer<Reply> ReleaseMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kIdentityResolve);
  const auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  if (auto same = CheckUnchanged(ask, *row); !same) return Unexpected<Problem>(same.error());
  return TakeStep(
      ask, *row, [&](bridge::run::StaffActions& staff) { return staff.Release(row->key); },
      Shown::kWhole);
}

Answer<Reply> DropMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kRetentionManage);
  const auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  const auto policy = bridge::ReadReason(ask.body["policy"].text());
  if (policy != bridge::Reason::kDroppedByStaff && policy != bridge::Reason::kRejectedByStaff)
    return Refuse(422, "policy", "The policy is dropped-by-staff or rejected-by-staff.", "/policy");
  if (auto same = CheckUnchanged(ask, *row); !same) return Unexpected<Problem>(same.error());
  return TakeStep(
      ask, *row, [&](bridge::run::StaffActions& staff) { return staff.Drop(row->key, *policy); },
      Shown::kWhole);
}

Answer<Reply> FileMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kIdentityResolve);
  const auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  if (auto same = CheckUnchanged(ask, *row); !same) return Unexpected<Problem>(same.error());
  const auto patient = ReadTarget(ask);
  if (!patient) return Unexpected<Problem>(patient.error());
  return AssignOrAsk(ask, *row, *patient);
}

}  // namespace chartbridge::api
