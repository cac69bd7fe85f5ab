// A contact's chart, remembered once it was proved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/audit.h"

namespace chartbridge::bridge {

struct PatientLink {
  std::string conversation;
  std::string patient;       // "Patient/…"
  std::string confirmed_by;  // "rule:one-match" or a person, as the audit names them
  Instant confirmed_at;
  // A person chose it although the EHR did not give this patient for the number (a daughter's
  // phone): then the number proves nothing, neither for nor against it.
  bool without_number = false;
};

// By rule, or by a person.
bool IsByRule(const PatientLink& link);

class Links {
 public:
  virtual ~Links() = default;
  // The link of the conversation itself, else that of one it was linked with; two different charts
  // among linked conversations are no proof of either. kCorrupt when the row was changed by
  // another hand: its MAC covers tenant, conversation, patient, confirmed_by and without_number.
  virtual Result<std::optional<PatientLink>, Failure> Find(const std::string& conversation) = 0;
  // Keeps it, and wakes every parked match of the conversation and of those linked with it: later
  // knowledge reaches what waits.
  virtual Result<void, Failure> Keep(const PatientLink& link,
                                     const std::vector<AuditEntry>& audit) = 0;
  // Cuts it; what is filed stays. Done when there is none.
  virtual Result<void, Failure> Cut(const std::string& conversation,
                                    const std::vector<AuditEntry>& audit) = 0;
};

}  // namespace chartbridge::bridge
