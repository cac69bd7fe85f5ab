// One item's due jobs, one after another: asks what each job asks, reports to flow::Advance, and
// writes down what the item became before anything that cannot be taken back, and after it.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/run/consent_gate.h"
#include "bridge/run/context.h"
#include "bridge/run/records.h"

namespace chartbridge::bridge::run {

class ItemProcessor {
 public:
  // `row` comes with content, its line is leased by `lease`.
  ItemProcessor(const Ports& ports, const RunSettings& settings, const Lease& lease, ItemRow row);

  // Does what is due, until the item rests or `stop` is requested; kWithoutEhr: only jobs that are
  // urgent or need no EHR. The check after delivery (JobKind::kVerify) is left to Verify(). What it
  // became may not be stored yet: call Save(). A Failure: the store did not take it, or somebody
  // else has the lease (kBusy); nothing further may be done with this line.
  Result<void, Failure> Run(Claim claim, const std::stop_token& stop);

  // The filing whose Consents are to be looked at once more after it was filed, if any.
  const Filing* ToVerify() const;
  // Looks, for this item and, where the Consents are the same, for `others` of the same patient.
  Result<void, Failure> Verify(const std::vector<ItemProcessor*>& others);

  Result<void, Failure> Save();
  // When the work ends early: what was learned of the outside world, and nothing else.
  void SaveLearned();

  // True when what comes after it in the line must wait: a job of turn kInOrder has a due time.
  bool HoldsUpLine() const;
  const ItemRow& row() const { return row_; }
  // True when anything was written down of it.
  bool moved() const { return moved_; }

 private:
  // One job. False: nothing more to do with the item now.
  Result<bool, Failure> Do(const Job& job);
  std::optional<Job> NextJob(Claim claim) const;

  void Match();
  bool RememberNumberChange();
  Result<void, Failure> Decide();
  Result<void, Failure> Push(int number);
  Result<void, Failure> PushMedium(int number);
  Result<void, Failure> Amend(int number);
  Result<void, Failure> Retract(int number);
  Result<void, Failure> RetractMedia(int number);
  void Forget(int number);

  // May it leave? Records and audits the answers. `stage`: map or push.
  std::vector<GateAnswer> AskGate(const Filing& filing, std::vector<GateContent> contents,
                                  Freshness freshness, const std::string& stage);
  std::vector<GateContent> Contents() const;
  // After doubt: what stands there of the filing. False when the question failed; the event is
  // applied.
  bool LookUp(int number);
  // Maps the newest filing; sets payload_. False when no resource can be made of it.
  bool Plan();
  Result<bool, Failure> EnsurePayload(const Filing& filing);
  bool ServerIsWell(const SendOutcome& outcome);

  mappings::Context MakeContext(const Filing& filing) const;
  std::vector<BinaryContent> Files(const std::vector<FilingPart>& parts, bool all) const;

  // Applies what was seen. `learned`: it is a fact of the outside world, which is applied again
  // when somebody else changed the item in the meantime.
  void Apply(const flow::Event& event, bool learned = false);
  void TakeOver(flow::Next next);
  Result<void, Failure> Reload();
  void RecordServer(const Failure& failure, const std::string& part, const std::string& stage,
                    Reason reason);
  void Audit(std::string ev, std::string actor, int outcome, std::string what, std::string reason);
  void AuditPart(std::string ev, const FilingPart& part, std::string reason);
  void AuditMove(ItemStep& step) const;
  void LogOutcome(Progress before) const;
  bool ReadContent();

  const Ports& ports_;
  const RunSettings& settings_;
  const Lease& lease_;
  ItemRow saved_;  // as the store has it
  ItemRow row_;
  std::string content_;
  std::optional<mappings::Item> item_;
  std::vector<std::string> labels_;
  std::optional<KnownPatient> known_;  // read in this run, for the gate before mapping
  std::optional<Payload> payload_;     // of the newest filing
  bool payload_stored_ = false;
  int permitted_ = -1;  // the filing that the gate permitted in this run
  std::chrono::steady_clock::time_point saved_at_;

  // What goes into the next ItemStep.
  std::optional<std::string> payload_text_;
  int payload_filing_ = 0;
  std::vector<DecisionRecord> decisions_;
  std::vector<AuditEntry> audit_;
  std::vector<std::int64_t> lost_keys_;
  std::optional<PatientLink> link_;
  bool destroy_ = false;
  bool changed_ = false;
  bool moved_ = false;
  std::vector<flow::Event> learned_;
};

}  // namespace chartbridge::bridge::run
