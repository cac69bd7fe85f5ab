// Questions about the audit trail: is it whole, who read a patient's record, what happened to one
// message. The command line and the API share them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/audit/anchor.h"
#include "bridge/audit/verify.h"
#include "bridge/ports/audit.h"
#include "bridge/ports/people.h"
#include "bridge/service/pages.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::service {

// Anchors and the public keys that they are signed with.
struct AuditEvidence {
  std::vector<audit::SignedAnchor> anchors;
  audit::AnchorKeys keys;  // name -> public key, 64 hex digits
};

// Several writers make several chains (design.md section 5); each is checked by itself. A chain is
// intact only with an anchor of its own: without one, «incomplete».
class ChainCheck {
 public:
  // `heads`: where the chains ended when the reading began, as their store says; none for a file.
  explicit ChainCheck(AuditEvidence evidence, std::vector<AuditHead> heads = {})
      : evidence_(std::move(evidence)), heads_(std::move(heads)) {}
  // In stored order. A record that cannot be read is one that was altered.
  void Add(const AuditLink& link);
  // The worst of them, with the sums of all.
  audit::Verdict Finish();

 private:
  AuditEvidence evidence_;
  std::vector<AuditHead> heads_;
  std::map<std::string, std::unique_ptr<audit::ChainVerifier>> verifiers_;
  std::map<std::string, std::string> began_;  // chain to the time of its first link
  std::string last_;
};
Result<audit::Verdict, Failure> VerifyTrail(AuditTrail& trail, AuditEvidence evidence);
// {intact, code, first_bad, cause, entries, anchors, behind, head, fingerprint}
fhir::json::Value VerdictJson(const audit::Verdict& verdict);
// What was found, and what that does not prove.
std::string VerdictSentence(const audit::Verdict& verdict);

// An entry with whom it speaks of, where that is known; the record has a pseudonym only.
struct TrailEntry {
  AuditLink link;
  fhir::json::Value record;
  std::string subject;
};
using KeepEntry = std::function<bool(const fhir::json::Value& record)>;

// About `subject`, or of the whole trail when that is ""; those that `keep` leaves. Looks at a few
// thousand entries at most, so a page may come out short although `next` says that there is more.
Result<Page<TrailEntry>, Failure> ReadTrail(AuditTrail& trail, const std::string& subject,
                                            const PageRequest& request, const KeepEntry& keep);

// Whoever saw something of the patient, or of a conversation that was matched to them: lists,
// searches, bodies, exports, reads of the chart. Those that `keep` leaves.
Result<Page<TrailEntry>, Failure> WhoRead(AuditTrail& trail, ItemQueries& queries,
                                          const std::string& patient, const PageRequest& request,
                                          const KeepEntry& keep);

// What happened to this item and who looked at it, oldest first; the newest 500.
Result<std::vector<TrailEntry>, Failure> EntriesOf(AuditTrail& trail, const ItemRow& row);

// Of whom an entry about the item speaks: the patient, or the contact that is nobody's yet.
std::string SubjectOf(const ItemRow& row);
// The entry of somebody who reads what an EHR said when it refused the item.
AuditEntry DiagnosticsViewed(const ItemRow& row, const std::string& actor);

// Entries for people, with the names of who it was. Asks the store: not while the trail is read.
class TrailView {
 public:
  explicit TrailView(People& people) : people_(people) {}
  fhir::json::Value Json(const TrailEntry& entry);
  // Of a person; null for anybody else.
  fhir::json::Value NameOf(const std::string& actor);

 private:
  People& people_;
  std::map<std::string, fhir::json::Value> names_;
};

}  // namespace chartbridge::bridge::service
