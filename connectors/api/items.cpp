#include "connectors/api/items.h"

#include "bridge/consent/clinic_time.h"
#include "bridge/service/counts.h"
#include "bridge/service/explain.h"
#include "connectors/api/approvals.h"
#include "connectors/api/audit_view.h"
#include "connectors/api/csv.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

// A date or a time of day without zone is the clinic's.
std::optional<Instant> ReadSince(const Ask& ask, const std::string& text) {
  const auto clock = bridge::consent::ClinicTime::In(ask.settings.clinic.timezone);
  return clock ? clock->ReadStart(text) : std::nullopt;
}

Unexpected<Problem> RefuseSince() { return Refuse(422, "since"); }

Answer<bridge::ItemFilter> ReadFilter(const Ask& ask) {
  bridge::ItemFilter filter;
  filter.kind = ask.Wanted("kind");
  filter.contact = ask.Wanted("contact");
  if (const std::string reason = ask.Wanted("reason"); !reason.empty()) {
    filter.reason = bridge::ReadReason(reason);
    if (!filter.reason) return Refuse(422, "reason-unknown");
  }
  if (const std::string patient = ask.Wanted("patient"); !patient.empty()) {
    const auto reference = PatientReference(patient);
    if (!reference) return Refuse(422, "patient");
    filter.patient = *reference;
  }
  if (const std::string progress = ask.Wanted("progress"); !progress.empty()) {
    filter.progress = bridge::ReadProgress(progress);
    if (!filter.progress) return Refuse(422, "progress");
  }
  if (const std::string since = ask.Wanted("since"); !since.empty()) {
    filter.since = ReadSince(ask, since);
    if (!filter.since) return RefuseSince();
  }
  return filter;
}

// A whole list leaves the building: only who may see every row, and freshly proved to be there.
Answer<void> CheckExport(const Ask& ask, const Reach& reach) {
  if (!reach.all || reach.masked) return Refuse(403, "role");
  if (!ask.caller.stepped_up) return Refuse(403, "step-up");
  return {};
}

Answer<Reply> ExportRows(const Ask& ask, const service::Page<ItemRow>& page, service::Shown shown) {
  Csv csv({"key", "channel", "contact", "kind", "source", "direction", "progress", "reason",
           "patient", "received_at", "sent_at", "deadline"});
  for (const ItemRow& row : page.rows) csv.Add(service::ItemJson(row, ask.ports.channels, shown));
  Reply reply = std::move(csv).ToReply("messages.csv");
  if (page.next) reply.headers.emplace_back("X-Next-Cursor", std::to_string(*page.next));
  return reply;
}

Answer<Reply> ListItemsOf(const Ask& ask, bridge::ItemFilter filter) {
  const Reach reach = ReachOf(ask, kMessageList);
  const auto request = ReadPageRequest(ask);
  if (!request) return Unexpected<Problem>(request.error());
  const bool exported = ask.WantsCsv();
  if (exported) {
    if (auto may = CheckExport(ask, reach); !may) return Unexpected<Problem>(may.error());
  }
  filter.with_content = true;
  service::Page<ItemRow> page;
  if (reach.Narrow(filter)) {
    auto read = AnswerOf(service::ListItems(ask.Items(), filter, *request));
    if (!read) return Unexpected<Problem>(read.error());
    page = std::move(*read);
  }
  std::vector<const ItemRow*> rows;
  for (const ItemRow& row : page.rows) rows.push_back(&row);
  if (auto noted = NoteRows(ask, exported ? "message.exported" : "console.list", "messages", rows);
      !noted)
    return Unexpected<Problem>(noted.error());
  if (exported) return ExportRows(ask, page, reach.shown());
  Array items;
  for (const ItemRow& row : page.rows)
    items.push_back(service::ItemJson(row, ask.ports.channels, reach.shown()));
  return PageReply(std::move(items), page.next);
}

}  // namespace

Answer<Reply> ListMessages(const Ask& ask) {
  auto filter = ReadFilter(ask);
  if (!filter) return Unexpected<Problem>(filter.error());
  return ListItemsOf(ask, std::move(*filter));
}

Answer<Reply> SearchMessages(const Ask& ask) { return ListMessages(ask); }

Answer<Reply> ListPatientMessages(const Ask& ask) {
  const auto reference = PatientReference(ask.parts[0]);
  if (!reference) return Refuse(404, "not-found");
  bridge::ItemFilter filter;
  filter.patient = *reference;
  return ListItemsOf(ask, std::move(filter));
}

Answer<Reply> CountMessages(const Ask& ask) {
  std::optional<std::int64_t> first_day;
  if (const std::string text = ask.Wanted("since"); !text.empty()) {
    first_day = service::ReadDay(text);
    if (!first_day) return RefuseSince();
  }
  auto counts = AnswerOf(service::CountsJson(ask.ports.queries, ask.Now(), first_day));
  if (!counts) return Unexpected<Problem>(counts.error());
  return JsonReply(std::move(*counts));
}

Answer<Reply> ExplainMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kMessageList);
  auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  const auto explained = AnswerOf(service::Explain(ask.Items(), std::move(*row)));
  if (!explained) return Unexpected<Problem>(explained.error());
  if (auto noted = NoteItem(ask, explained->row); !noted) return Unexpected<Problem>(noted.error());
  auto audit = AuditOfItem(ask, explained->row);
  if (!audit) return Unexpected<Problem>(audit.error());
  Value json = service::ExplainJson(*explained, ask.ports.channels, {.shown = reach.shown()});
  json.Set("audit", std::move(*audit));
  json.Set("can", TextList(CanDo(ask, explained->row)));
  fhir::json::Array& media = *json.Find("media")->array();
  for (std::size_t i = 0; i < media.size(); ++i)
    media[i].Set("can", TextList(CanDoWithMedium(ask, explained->row, explained->row.media[i])));
  return JsonReply(std::move(json));
}

Answer<Reply> ReleaseMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kIdentityResolve);
  const auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  if (auto same = CheckUnchanged(ask, *row); !same) return Unexpected<Problem>(same.error());
  return TakeStep(
      ask, *row, [&](bridge::run::StaffActions& staff) { return staff.Release(row->key); },
      service::Shown::kWhole);
}

Answer<Reply> DropMessage(const Ask& ask) {
  const Reach reach = ReachOf(ask, kRetentionManage);
  const auto row = FindWithin(ask, reach, ask.parts[0]);
  if (!row) return Unexpected<Problem>(row.error());
  const auto policy = bridge::ReadReason(ask.body["policy"].text());
  if (auto same = CheckUnchanged(ask, *row); !same) return Unexpected<Problem>(same.error());
  return TakeStep(
      ask, *row, [&](bridge::run::StaffActions& staff) { return staff.Drop(row->key, *policy); },
      service::Shown::kWhole);
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
