#include "connectors/api/approvals.h"

#include <algorithm>

#include "bridge/flow/advance.h"
#include "bridge/service/approvals.h"
#include "bridge/service/trail.h"
#include "connectors/api/item_steps.h"
#include "connectors/api/paging.h"
#include "connectors/api/seen.h"
#include "connectors/crypto/crypto.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::api {
namespace {

using bridge::Approval;
using bridge::ApprovalKind;
using fhir::json::Array;
using fhir::json::Value;
using service::DecisionRefusal;
using service::Person;

// What an assignment asks for, as Approval::what keeps it.
constexpr std::string_view kPatient = "patient";
constexpr std::string_view kInsteadOf = "instead_of";

service::ApprovalRequests RequestsOf(const Ask& ask) {
  return {ask.ports.approvals, ask.ports.roles, ask.ports.clock};
}

Answer<Person> PersonOf(const Ask& ask) {
  if (ask.caller.kind != login::Caller::Kind::kSession) return Refuse(403, "person-only");
  return Person{ask.caller.actor, ask.caller.roles, ask.caller.account.practitioner};
}

Unexpected<Problem> RefuseApproval(const Failure& failure) {
  if (failure.kind == FailureKind::kNotFound) return Refuse(404, "not-found");
  if (failure.kind == FailureKind::kForbidden) return Refuse(403, failure.said);
  if (failure.kind == FailureKind::kConflict)
    return Refuse(409, failure.said.code.empty() ? words::Say("request-open") : failure.said);
  return RefuseFor(failure);
}

Value ApprovalView(const Ask& ask, const Person& who, const Approval& approval) {
  Value json = service::ApprovalJson(approval);
  json.Set("asked_by_name", service::TrailView(ask.ports.people).NameOf(approval.asked_by));
  const bool may = service::MayDecide(approval, who, ask.Now()) == DecisionRefusal::kNone;
  json.Set("can", TextList(may ? std::vector<std::string>{"confirm", "decline"}
                               : std::vector<std::string>{}));
  return json;
}

// Only what the caller asked for or may decide exists for them.
Answer<Approval> FindVisible(const Ask& ask, const Person& who) {
  auto approval = ask.ports.approvals.Find(ask.parts[0]);
  if (!approval) return RefuseApproval(approval.error());
  const bool own = approval->asked_by == who.actor || approval->decided_by == who.actor;
  if (!own && service::MayDecide(*approval, who, ask.Now()) == DecisionRefusal::kWrongRole)
    return Refuse(404, "not-found");
  return std::move(*approval);
}

Unexpected<Problem> RefuseAsOld() { return Refuse(409, "request-outdated"); }

// The step that was confirmed, on the item as it stands: it still waits for the same patient's
// consent, so that nobody confirms something else than they read.
Answer<Reply> Assign(const Ask& ask, const Approval& approval) {
  const auto what = fhir::json::Parse(approval.what);
  if (!what) return RefuseAsOld();
  const std::string& patient = (*what)[kPatient].text();
  const auto row = ask.ports.items.Find(approval.subject);
  if (!row) return RefuseFor(row.error());
  if (!*row || bridge::flow::HeldForConsentOf(**row, patient) != (*what)[kInsteadOf].text())
    return RefuseAsOld();
  return TakeStep(
      ask, **row,
      [&](bridge::run::StaffActions& staff) {
        return staff.AssignPatient((*row)->key, patient, true);
      },
      service::Shown::kWhole);
}

Answer<Reply> Perform(const Ask& ask, const Approval& approval) {
  if (approval.kind == ApprovalKind::kAssignPatient) return Assign(ask, approval);
  return Refuse(409, "kind");
}

}  // namespace

Answer<Reply> AssignOrAsk(const Ask& ask, const bridge::ItemRow& row, const std::string& patient) {
  const std::string held_for = bridge::flow::HeldForConsentOf(row, patient);
  if (held_for.empty()) {
    return TakeStep(
        ask, row,
        [&](bridge::run::StaffActions& staff) { return staff.AssignPatient(row.key, patient); },
        service::Shown::kWhole);
  }
  const auto who = PersonOf(ask);
  if (!who) return Unexpected<Problem>(who.error());
  Value what;
  what.Set(std::string(kPatient), patient);
  what.Set(std::string(kInsteadOf), held_for);
  const auto asked =
      RequestsOf(ask).Ask(*who, {crypto::RandomUuid(ask.ports.entropy),
                                 ApprovalKind::kAssignPatient, row.key, fhir::json::Write(what)});
  if (!asked) return RefuseApproval(asked.error());
  Reply reply = JsonReply(ApprovalView(ask, *who, *asked));
  reply.status = 202;
  return reply;
}

Answer<Reply> ListApprovals(const Ask& ask) {
  const auto who = PersonOf(ask);
  if (!who) return Unexpected<Problem>(who.error());
  const auto open = RequestsOf(ask).ListFor(*who);
  if (!open) return RefuseFor(open.error());
  Array items;
  std::vector<std::string> ids;
  for (const Approval& approval : *open) {
    items.push_back(ApprovalView(ask, *who, approval));
    ids.push_back(approval.id);
  }
  if (auto noted = NoteList(ask, "approvals", ids); !noted)
    return Unexpected<Problem>(noted.error());
  return PageReply(std::move(items));
}

// The step first, then the mark that it was used: a step that fails can be confirmed once more, and
// one that was taken cannot be taken again, since the message no longer waits.
Answer<Reply> ConfirmApproval(const Ask& ask) {
  const auto who = PersonOf(ask);
  if (!who) return Unexpected<Problem>(who.error());
  if (const auto visible = FindVisible(ask, *who); !visible)
    return Unexpected<Problem>(visible.error());
  const auto confirmed = RequestsOf(ask).Confirm(*who, ask.parts[0]);
  if (!confirmed) return RefuseApproval(confirmed.error());
  auto done = Perform(ask, *confirmed);
  if (!done) return done;
  const auto used = RequestsOf(ask).Use(*who, *confirmed);
  if (!used) return RefuseApproval(used.error());
  return done;
}

Answer<Reply> DeclineApproval(const Ask& ask) {
  const auto who = PersonOf(ask);
  if (!who) return Unexpected<Problem>(who.error());
  if (const auto visible = FindVisible(ask, *who); !visible)
    return Unexpected<Problem>(visible.error());
  const auto declined = RequestsOf(ask).Decline(*who, ask.parts[0]);
  if (!declined) return RefuseApproval(declined.error());
  return JsonReply(ApprovalView(ask, *who, *declined));
}

}  // namespace chartbridge::api
