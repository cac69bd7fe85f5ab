#include "connectors/api/integrator.h"

#include "bridge/service/counts.h"
#include "bridge/service/dead_letters.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

Answer<ItemRow> FindDead(const Ask& ask) {
  auto row = ask.ports.items.Find(ask.parts[0]);
  if (!row) return RefuseFor(row.error());
  if (!*row) return Refuse(404, "not-found");
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
    one.Set("said", service::StatementList(part.said));
    one.Set("advice", service::StatementList(part.advice));
    one.Set("sentence", InEnglish(part.said));
    one.Set("do", OrNull(InEnglish(part.advice)));
    one.Set("checked_at", ToInstantText(part.checked));
    parts.push_back(std::move(one));
  }
  const Rung rung = ask.ports.rung();
  Value json;
  json.Set("parts", std::move(parts));
  json.Set("rung", fhir::json::Object{{"name", rung.name},
                                      {"said", service::StatementList(rung.why)},
                                      {"why", InEnglish(rung.why)}});
  json.Set("version", ask.settings.version);
  return JsonReply(std::move(json));
}

Answer<Reply> ShowQueues(const Ask& ask) {
  auto queues = AnswerOf(service::QueuesJson(ask.ports.queries, ask.ports.inbox));
  if (!queues) return Unexpected<Problem>(queues.error());
  return JsonReply(std::move(*queues));
}

// The EHR's own words, which may quote the patient, are for integrators alone, and each that is
// shown is noted.
Answer<Reply> ListDeadLetters(const Ask& ask) {
  const auto request = ReadPageRequest(ask);
  if (!request) return Unexpected<Problem>(request.error());
  const auto page = AnswerOf(service::ListDeadLetters(ask.Items(), *request));
  if (!page) return Unexpected<Problem>(page.error());
  service::DeadLetterView view;
  view.diagnostics =
      ask.ports.roles.Ask(ask.caller.roles, kDeadLettersManage) == bridge::access::Grant::kYes;
  Array items;
  std::vector<const ItemRow*> rows;
  std::vector<const ItemRow*> quoted;
  for (const service::DeadLetter& letter : page->rows) {
    items.push_back(service::DeadLetterJson(ask.Items(), letter, view));
    rows.push_back(&letter.row);
    if (!items.back()["diagnostics"].is_null()) quoted.push_back(&letter.row);
  }
  if (auto noted = NoteRows(ask, "console.list", "dead-letters", rows); !noted)
    return Unexpected<Problem>(noted.error());
  if (auto noted = NoteDiagnostics(ask, quoted); !noted) return Unexpected<Problem>(noted.error());
  return PageReply(std::move(items), page->next);
}

Answer<Reply> ReplayDeadMedium(const Ask& ask) { return ReplayDeadLetter(ask); }

Answer<Reply> ReplayDeadLetter(const Ask& ask) {
  const auto row = FindDead(ask);
  if (!row) return Unexpected<Problem>(row.error());
  const std::string wanted = ask.parts.size() > 1 ? "media:" + ask.parts[1] : "message";
  for (const service::DeadPart& part : service::DeadPartsOf(*row)) {
    if (part.part != wanted) continue;
    return TakeStep(
        ask, *row,
        [&](bridge::run::StaffActions& staff) {
          return service::TakeUpAgain(staff, row->key, part);
        },
        service::Shown::kBare);
  }
  return Refuse(409, "changed");
}

}  // namespace chartbridge::api
