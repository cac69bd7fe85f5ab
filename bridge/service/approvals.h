// Asking a second person, and being one. The rule is pure; ApprovalRequests carries it out over the
// port, each step with its audit entry. Command line and API share it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "bridge/access/roles.h"
#include "bridge/ports/approvals.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::service {

// Somebody signed in. API tokens neither ask nor confirm: they are nobody's presence.
struct Person {
  std::string actor;  // "user:<account id>"
  std::vector<std::string> roles;
  std::string practitioner;  // "Practitioner/…", "" for none
};

// The row of the matrix whose «2» the kind stands for: "identity.override", "consent.widen", …
access::Permission PermissionOf(ApprovalKind kind);

// Roles of which the second person must have one, for an asker with these roles; empty: nobody of
// these roles may ask, or none of them needs a second person.
std::vector<std::string> ConfirmersFor(const access::Roles& roles,
                                       const std::vector<std::string>& asker, ApprovalKind kind);

enum class DecisionRefusal {
  kNone,
  kOwnRequest,  // asked by this account, or by another one of the same practitioner
  kWrongRole,
  kNotOpen,  // decided already
  kExpired,
};
DecisionRefusal MayDecide(const Approval& approval, const Person& who, Instant now);

// {id, kind, subject, what, state, asked_by, asked_at, expires, confirmers, decided_by, decided_at}
fhir::json::Value ApprovalJson(const Approval& approval);

// How long a request stands.
inline constexpr std::chrono::hours kApprovalLife{24};

struct ApprovalRequest {
  std::string id;  // a fresh random UUID
  ApprovalKind kind = ApprovalKind::kAssignPatient;
  std::string subject;
  std::string what;  // JSON, without patient words
};

// Errors of all: kForbidden with a sentence, the rule says no; kConflict, somebody was faster or
// its time is over; kNotFound. Any thread.
class ApprovalRequests {
 public:
  ApprovalRequests(Approvals& store, const access::Roles& roles, const Clock& clock,
                   Milliseconds life = kApprovalLife)
      : store_(store), roles_(roles), clock_(clock), life_(life) {}

  // The same request of the same person that still stands is returned, not asked twice.
  Result<Approval, Failure> Ask(const Person& who, const ApprovalRequest& request);
  // Open ones that this person asked for or may decide, the oldest first.
  Result<std::vector<Approval>, Failure> ListFor(const Person& who);
  // Confirming once more what one confirmed oneself, while it is not used yet, changes nothing: the
  // step behind it may have failed.
  Result<Approval, Failure> Confirm(const Person& who, const std::string& id);
  Result<Approval, Failure> Decline(const Person& who, const std::string& id);
  // All open ones, the oldest first: for whoever holds the host.
  Result<std::vector<Approval>, Failure> ListAll();
  // Whoever holds the host may end a request, and confirm none.
  Result<Approval, Failure> DeclineAsOperator(const std::string& id);
  // The step was done: the approval holds for no other.
  Result<Approval, Failure> Use(const Person& who, const Approval& approval);

 private:
  Result<Approval, Failure> Decide(const Person& who, const std::string& id, ApprovalState to);
  Result<Approval, Failure> Write(const Approval& known, ApprovalState to,
                                  const std::string& actor);
  Result<void, Failure> ExpireOld();

  Approvals& store_;
  const access::Roles& roles_;
  const Clock& clock_;
  const Milliseconds life_;
};

}  // namespace chartbridge::bridge::service
