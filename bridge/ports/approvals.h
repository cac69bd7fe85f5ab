// Steps that want two people (reference/audit-and-roles.md section 5, wherever the matrix says 2):
// asked by one, confirmed by another, used once. Who may confirm is decided above
// (bridge/service/approvals.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "bridge/ports/audit.h"

namespace chartbridge::bridge {

enum class ApprovalKind : std::uint8_t {
  kAssignPatient,   // an item that waits for one patient's consent goes to another patient
  kOversightRole,   // an account gets the role compliance or auditor
  kWidenConsent,    // a consent on a patient's word or paper permits more than before
  kApproveText,     // a text for patients is approved
  kSetPolicy,       // settings of the consent engine or of content policy
  kRunPurge,        // a purge runs now
  kSetChannelMode,  // mode or decision record of a channel
  kLowerLabel,      // a label or redaction is lowered
  kBackup,          // backup or restore
};
inline constexpr int kApprovalKinds = static_cast<int>(ApprovalKind::kBackup) + 1;
std::string_view ToString(ApprovalKind kind);  // "assign-patient", …
std::optional<ApprovalKind> ReadApprovalKind(std::string_view word);

enum class ApprovalState : std::uint8_t { kOpen, kConfirmed, kDeclined, kExpired, kUsed };
std::string_view ToString(ApprovalState state);  // "open", …
std::optional<ApprovalState> ReadApprovalState(std::string_view word);

struct Approval {
  std::string id;  // UUID, random
  ApprovalKind kind = ApprovalKind::kAssignPatient;
  std::string subject;                  // what it is about: an item key, an account id, …
  std::string what;                     // JSON: exactly what shall be done, without patient words
  std::string asked_by;                 // "user:<account id>"
  std::string asked_as;                 // "Practitioner/…" of that account, "" for none
  std::vector<std::string> confirmers;  // roles, one of which the second person has
  Instant asked_at;
  Instant expires;
  ApprovalState state = ApprovalState::kOpen;
  std::string decided_by;
  std::optional<Instant> decided_at;
  bool operator==(const Approval&) const = default;
};

// Why it may not be decided so now, as Approvals::Decide answers; nullopt: it may.
std::optional<Failure> WhyNotDecided(const Approval& approval, ApprovalState to,
                                     const std::string& who, Instant now);

// Any thread. What writes is durable on return and brings its audit entries along in the same
// transaction. kNotFound where the thing is not there.
class Approvals {
 public:
  virtual ~Approvals() = default;

  // kConflict: that id is there already.
  virtual Result<void, Failure> Ask(const Approval& approval,
                                    const std::vector<AuditEntry>& audit) = 0;
  virtual Result<Approval, Failure> Find(const std::string& id) = 0;
  // Those that are open and not over at `now`, the oldest first.
  virtual Result<std::vector<Approval>, Failure> ListOpen(Instant now) = 0;

  // Ends an open one as confirmed or declined, and returns it. Of two people the first decides;
  // kConflict for the second, and when its time is over at `now`. kForbidden: `who` asked for it.
  virtual Result<Approval, Failure> Decide(const std::string& id, ApprovalState to,
                                           const std::string& who, Instant now,
                                           const std::vector<AuditEntry>& audit) = 0;
  // A confirmed one becomes used, once; kConflict otherwise.
  virtual Result<Approval, Failure> Use(const std::string& id,
                                        const std::vector<AuditEntry>& audit) = 0;
  // Every open one whose time is over at `now` becomes expired; `entry` is what the audit shall say
  // of it. How many. Writes nothing when there is none.
  virtual Result<std::int64_t, Failure> Expire(
      Instant now, const std::function<AuditEntry(const Approval&)>& entry) = 0;
};

}  // namespace chartbridge::bridge
