// The audit trail (reference/audit-and-roles.md sections 1 and 2). Entries that belong to a change
// of state ride in the transaction of that change: no audit row, no effect.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/instant.h"

namespace chartbridge::bridge {

// What happened. The chain adds seq, chain, t and the link; `subject` is turned into a random
// pseudonym there, `detail` into a salted hash whose preimage is kept encrypted beside the chain.
struct AuditEntry {
  std::string ev;       // "message.parsed", "consent.decision", "ehr.create", "app.start", ...
  std::string actor;    // "svc:ingest", "svc:decide", "svc:forward", "cli", "user:<id>"
  int outcome = 0;      // 0 ok, 4 minor (hold), 8 serious (deny), 12 major
  std::string subject;  // "Patient/…" or a conversation id; "" for none
  std::string what;     // item key (UUID) or resource reference; "" for none
  std::vector<std::string> basis;  // "Consent/ID/_history/V"
  std::string reason;
  std::string detail;  // may name people; never leaves in the clear
  // Of `what`, as the effect left it: an item's number of steps, a resource's versionId. "" where
  // nothing has one. The store fills it in for the item or account that it writes.
  std::string version{};
};

// One link as stored: `record` is the canonical JSON that was hashed.
struct AuditLink {
  std::int64_t seq = 0;
  std::string record;
  std::string previous_hash;  // 64 hex digits
  std::string hash;           // 64 hex digits
};

// The last link of a chain; `seq` is -1 while there is none. `chain` is random, chosen once per
// (tenant, writer slot).
struct AuditHead {
  std::string chain;
  std::int64_t seq = -1;
  std::string hash = std::string(64, '0');  // 64 hex digits; zeros: no link yet
  Instant t{};                              // of that link; the next one is never earlier
};

class AuditTrail {
 public:
  virtual ~AuditTrail() = default;

  // Entries that go with no other change (app.start, settings). Durable on return.
  virtual Result<void, Failure> Append(const std::vector<AuditEntry>& entries) = 0;

  // Links that speak of `subject` (Patient/… or a conversation id), or whose `what` it is (an
  // item's key, a resource that we wrote), newest first, with a seq below `before` (0: from the end
  // on); stops when `visit` returns false.
  virtual Result<void, Failure> ReadAbout(const std::string& subject, std::int64_t before,
                                          const std::function<bool(const AuditLink&)>& visit) = 0;

  // The last links, newest first, with a seq below `before` (0: from the end on).
  virtual Result<void, Failure> ReadBack(std::int64_t before,
                                         const std::function<bool(const AuditLink&)>& visit) = 0;

  // Every link from `from` on, in order; stops when `visit` returns false. Flat memory.
  virtual Result<void, Failure> Read(std::int64_t from,
                                     const std::function<bool(const AuditLink&)>& visit) = 0;

  // Where the chains of this tenant end now, one for each writer slot that ever wrote.
  virtual Result<std::vector<AuditHead>, Failure> Heads() = 0;
};

}  // namespace chartbridge::bridge
