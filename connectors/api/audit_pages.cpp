#include "connectors/api/audit_pages.h"

#include "connectors/api/audit_view.h"
#include "connectors/api/csv.h"
#include "connectors/api/paging.h"
#include "connectors/api/permissions.h"
#include "connectors/api/seen.h"
#include "fhir/json/parse.h"
#include "words/say.h"

namespace chartbridge::api {
namespace {

using bridge::access::Grant;
using fhir::json::Array;
using fhir::json::Value;

// The trail as a subject of its own entries: a verification is found again without reading it all.
constexpr std::string_view kTrail = "audit";

words::Statements SaidOf(const bridge::audit::Verdict& verdict) {
  if (verdict.finding != bridge::audit::Finding::kIntact) return {verdict.cause};
  return {words::Say("audit-intact", {{"entries", std::to_string(verdict.links)}})};
}

// One's own actions, where no more is granted.
service::KeepEntry WithinGrant(const Ask& ask, bridge::access::Grant grant) {
  return [all = grant == Grant::kYes, actor = ask.caller.actor](const Value& record) {
    return all || record["actor"].text() == actor;
  };
}

Array Shown(const Ask& ask, const std::vector<service::TrailEntry>& entries) {
  AuditView view(ask.ports.people);
  Array shown;
  for (const service::TrailEntry& entry : entries) shown.push_back(view.Show(entry));
  return shown;
}

Answer<void> NoteTrail(const Ask& ask, std::string event, const std::string& about,
                       std::size_t entries) {
  return Note(ask,
              {std::move(event), "", 0, about, "", {}, "entries-" + std::to_string(entries), ""});
}

Reply ToCsv(const Array& shown, std::optional<std::int64_t> next) {
  Csv csv({"seq", "at", "event", "actor", "actor_name", "outcome", "subject", "what", "version",
           "basis", "reason", "sentence"});
  for (const Value& entry : shown) csv.Add(entry);
  Reply reply = std::move(csv).ToReply("audit.csv");
  if (next) reply.headers.emplace_back("X-Next-Cursor", std::to_string(*next));
  return reply;
}

}  // namespace

Answer<Reply> ListAudit(const Ask& ask) {
  const auto request = ReadPageRequest(ask);
  if (!request) return Unexpected<Problem>(request.error());
  const bool exported = ask.WantsCsv();
  const Grant grant = exported ? ask.ports.roles.Ask(ask.caller.roles, kAuditExport) : ask.grant;
  if (grant == Grant::kNo) return Refuse(403, "role");
  if (exported && !ask.caller.stepped_up) return Refuse(403, "step-up");
  const std::string about = ask.Query("about");
  const auto page =
      AnswerOf(service::ReadTrail(ask.ports.audit, about, *request, WithinGrant(ask, grant)));
  if (!page) return Unexpected<Problem>(page.error());
  if (auto noted =
          NoteTrail(ask, exported ? "audit.exported" : "audit.read", about, page->rows.size());
      !noted)
    return Unexpected<Problem>(noted.error());
  Array shown = Shown(ask, page->rows);
  return exported ? ToCsv(shown, page->next) : PageReply(std::move(shown), page->next);
}

Answer<Reply> ListReads(const Ask& ask) {
  const auto request = ReadPageRequest(ask);
  if (!request) return Unexpected<Problem>(request.error());
  const auto patient = PatientReference(ask.parts[0]);
  if (!patient) return Refuse(404, "not-found");
  const auto page = AnswerOf(service::WhoRead(ask.ports.audit, ask.ports.queries, *patient,
                                              *request, WithinGrant(ask, ask.grant)));
  if (!page) return Unexpected<Problem>(page.error());
  if (auto noted = Note(ask, {"audit.read", "", 0, *patient, *patient, {}, "reads", ""}); !noted)
    return Unexpected<Problem>(noted.error());
  return PageReply(Shown(ask, page->rows), page->next);
}

Answer<Reply> VerifyAudit(const Ask& ask) {
  auto evidence = AnswerOf(ask.ports.evidence());
  if (!evidence) return Unexpected<Problem>(evidence.error());
  const auto verdict = AnswerOf(service::VerifyTrail(ask.ports.audit, std::move(*evidence)));
  if (!verdict) return Unexpected<Problem>(verdict.error());
  Value json = service::VerdictJson(*verdict);
  const bool intact = verdict->finding == bridge::audit::Finding::kIntact;
  // Whole as far as it goes, and nothing to compare it with: a gap of the set-up, no alarm.
  const bool unanchored = !intact && verdict->first_bad_seq < 0;
  if (auto noted = Note(ask, {"audit.verified",
                              "",
                              intact       ? 0
                              : unanchored ? 4
                                           : 12,
                              std::string(kTrail),
                              "",
                              {},
                              intact       ? "intact"
                              : unanchored ? "not-anchored"
                                           : "not-intact",
                              ""});
      !noted)
    return Unexpected<Problem>(noted.error());
  const words::Statements said = SaidOf(*verdict);
  json.Set("said", service::StatementList(said));
  json.Set("sentence", InEnglish(said));
  return JsonReply(std::move(json));
}

Answer<Reply> ShowVerified(const Ask& ask) {
  // Of several chains the newest in time: their numbers do not compare.
  Value last;
  const auto read =
      ask.ports.audit.ReadAbout(std::string(kTrail), 0, [&](const bridge::AuditLink& link) {
        const auto record = fhir::json::Parse(link.record);
        if (record && (*record)["ev"].text() == "audit.verified" &&
            (*record)["t"].text() > last["t"].text())
          last = *record;
        return true;
      });
  if (!read) return RefuseFor(read.error());
  if (last.is_null()) return JsonReply(Value());
  const std::string& actor = last["actor"].text();
  Value json;
  json.Set("at", last["t"].text());
  json.Set("actor", actor);
  json.Set("actor_name", service::TrailView(ask.ports.people).NameOf(actor));
  json.Set("intact", last["outcome"].integer() == 0);
  json.Set("reason", last["reason"].text());
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
