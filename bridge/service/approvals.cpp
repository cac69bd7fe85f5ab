#include "bridge/service/approvals.h"

#include <algorithm>

#include "bridge/service/item_json.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "words/say.h"

namespace chartbridge::bridge::service {
namespace {

// Outcomes of reference/audit-and-roles.md section 1.
constexpr int kOk = 0;
constexpr int kMinor = 4;
constexpr int kSerious = 8;

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// The subject is no patient, so nothing here gives a pseudonym away; what names one is in `detail`,
// which never leaves in the clear.
AuditEntry EntryOf(const Approval& approval, std::string ev, std::string actor, int outcome) {
  fhir::json::Value detail;
  detail.Set("approval", approval.id);
  const auto what = fhir::json::Parse(approval.what);
  detail.Set("what", what ? *what : fhir::json::Value());
  return {.ev = std::move(ev),
          .actor = std::move(actor),
          .outcome = outcome,
          .what = approval.subject,
          .reason = std::string(ToString(approval.kind)),
          .detail = fhir::json::Write(detail)};
}

Unexpected<Failure> Refuse(DecisionRefusal why) {
  switch (why) {
    case DecisionRefusal::kOwnRequest:
      return Fail(FailureKind::kForbidden, words::Say("own-request"));
    case DecisionRefusal::kWrongRole:
      return Fail(FailureKind::kForbidden, words::Say("confirm-role"));
    case DecisionRefusal::kExpired:
      return Fail(FailureKind::kConflict, words::Say("request-over"));
    case DecisionRefusal::kNotOpen:
    case DecisionRefusal::kNone:
      break;
  }
  return Fail(FailureKind::kConflict, words::Say("request-decided"));
}

}  // namespace

access::Permission PermissionOf(ApprovalKind kind) {
  switch (kind) {
    case ApprovalKind::kAssignPatient:
      return "identity.override";
    case ApprovalKind::kOversightRole:
      return "accounts.oversight";
    case ApprovalKind::kWidenConsent:
      return "consent.widen";
    case ApprovalKind::kApproveText:
      return "texts.approve";
    case ApprovalKind::kSetPolicy:
      return "policy.set";
    case ApprovalKind::kRunPurge:
      return "retention.run";
    case ApprovalKind::kSetChannelMode:
      return "channel.mode";
    case ApprovalKind::kLowerLabel:
      return "labels.lower";
    case ApprovalKind::kBackup:
      return "backup.run";
  }
  return "";
}

std::vector<std::string> ConfirmersFor(const access::Roles& roles,
                                       const std::vector<std::string>& asker, ApprovalKind kind) {
  std::vector<std::string> confirmers;
  for (const std::string& role : asker) {
    const std::string second = roles.SecondPerson(role, PermissionOf(kind));
    if (!second.empty() && !Contains(confirmers, second)) confirmers.push_back(second);
  }
  return confirmers;
}

DecisionRefusal MayDecide(const Approval& approval, const Person& who, Instant now) {
  if (approval.asked_by == who.actor ||
      (!approval.asked_as.empty() && approval.asked_as == who.practitioner))
    return DecisionRefusal::kOwnRequest;
  const bool has_role =
      std::any_of(who.roles.begin(), who.roles.end(),
                  [&](const std::string& role) { return Contains(approval.confirmers, role); });
  if (!has_role) return DecisionRefusal::kWrongRole;
  if (approval.state == ApprovalState::kExpired) return DecisionRefusal::kExpired;
  if (approval.state != ApprovalState::kOpen) return DecisionRefusal::kNotOpen;
  return approval.expires > now ? DecisionRefusal::kNone : DecisionRefusal::kExpired;
}

Result<Approval, Failure> ApprovalRequests::Ask(const Person& who, const ApprovalRequest& request) {
  const std::vector<std::string> confirmers = ConfirmersFor(roles_, who.roles, request.kind);
  if (confirmers.empty()) {
    return Fail(FailureKind::kForbidden, words::Say("ask-role"));
  }
  if (auto expired = ExpireOld(); !expired) return Unexpected<Failure>(expired.error());
  const Instant now = clock_.Now();
  const auto open = store_.ListOpen(now);
  if (!open) return Unexpected<Failure>(open.error());
  for (const Approval& one : *open) {
    if (one.kind == request.kind && one.subject == request.subject && one.what == request.what &&
        one.asked_by == who.actor)
      return one;
  }
  const Approval approval{.id = request.id,
                          .kind = request.kind,
                          .subject = request.subject,
                          .what = request.what,
                          .asked_by = who.actor,
                          .asked_as = who.practitioner,
                          .confirmers = confirmers,
                          .asked_at = now,
                          .expires = now + life_};
  auto asked = store_.Ask(approval, {EntryOf(approval, "approval.asked", who.actor, kMinor)});
  if (!asked) return Unexpected<Failure>(asked.error());
  return approval;
}

Result<std::vector<Approval>, Failure> ApprovalRequests::ListFor(const Person& who) {
  if (auto expired = ExpireOld(); !expired) return Unexpected<Failure>(expired.error());
  const Instant now = clock_.Now();
  auto open = store_.ListOpen(now);
  if (!open) return open;
  std::erase_if(*open, [&](const Approval& one) {
    return one.asked_by != who.actor && MayDecide(one, who, now) != DecisionRefusal::kNone;
  });
  return open;
}

Result<Approval, Failure> ApprovalRequests::Confirm(const Person& who, const std::string& id) {
  const auto known = store_.Find(id);
  if (known && known->state == ApprovalState::kConfirmed && known->decided_by == who.actor) {
    return known->expires > clock_.Now() ? known : Refuse(DecisionRefusal::kExpired);
  }
  return Decide(who, id, ApprovalState::kConfirmed);
}

Result<Approval, Failure> ApprovalRequests::Decline(const Person& who, const std::string& id) {
  return Decide(who, id, ApprovalState::kDeclined);
}

// The store looks again at what may have changed since it was read here: whether it is open, whose
// it is and its time.
Result<Approval, Failure> ApprovalRequests::Decide(const Person& who, const std::string& id,
                                                   ApprovalState to) {
  if (auto expired = ExpireOld(); !expired) return Unexpected<Failure>(expired.error());
  const auto known = store_.Find(id);
  if (!known) return known;
  const Instant now = clock_.Now();
  const DecisionRefusal refusal = MayDecide(*known, who, now);
  if (refusal != DecisionRefusal::kNone) return Refuse(refusal);
  return Write(*known, to, who.actor);
}

Result<Approval, Failure> ApprovalRequests::Write(const Approval& known, ApprovalState to,
                                                  const std::string& actor) {
  const bool confirmed = to == ApprovalState::kConfirmed;
  return store_.Decide(known.id, to, actor, clock_.Now(),
                       {EntryOf(known, confirmed ? "approval.confirmed" : "approval.declined",
                                actor, confirmed ? kOk : kSerious)});
}

Result<std::vector<Approval>, Failure> ApprovalRequests::ListAll() {
  if (auto expired = ExpireOld(); !expired) return Unexpected<Failure>(expired.error());
  return store_.ListOpen(clock_.Now());
}

Result<Approval, Failure> ApprovalRequests::DeclineAsOperator(const std::string& id) {
  if (auto expired = ExpireOld(); !expired) return Unexpected<Failure>(expired.error());
  const auto known = store_.Find(id);
  if (!known) return known;
  if (known->state == ApprovalState::kExpired) return Refuse(DecisionRefusal::kExpired);
  if (known->state != ApprovalState::kOpen) return Refuse(DecisionRefusal::kNotOpen);
  return Write(*known, ApprovalState::kDeclined, "cli");
}

fhir::json::Value ApprovalJson(const Approval& approval) {
  const auto what = fhir::json::Parse(approval.what);
  fhir::json::Value json;
  json.Set("id", approval.id);
  json.Set("kind", ToString(approval.kind));
  json.Set("subject", approval.subject);
  json.Set("what", what ? *what : fhir::json::Value(fhir::json::Object()));
  json.Set("state", ToString(approval.state));
  json.Set("asked_by", approval.asked_by);
  json.Set("asked_at", ToInstantText(approval.asked_at));
  json.Set("expires", ToInstantText(approval.expires));
  json.Set("confirmers", TextList(approval.confirmers));
  json.Set("decided_by", OrNull(approval.decided_by));
  json.Set("decided_at", InstantOrNull(approval.decided_at));
  return json;
}

Result<Approval, Failure> ApprovalRequests::Use(const Person& who, const Approval& approval) {
  return store_.Use(approval.id, {EntryOf(approval, "approval.used", who.actor, kOk)});
}

Result<void, Failure> ApprovalRequests::ExpireOld() {
  const auto expired = store_.Expire(clock_.Now(), [](const Approval& approval) {
    return EntryOf(approval, "approval.expired", "svc:decide", kMinor);
  });
  if (!expired) return Unexpected<Failure>(expired.error());
  return {};
}

}  // namespace chartbridge::bridge::service
