// One item on its way: performs the effects that flow::Advance asks for and writes each step down
// before the next one that cannot be taken back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/run/gate.h"
#include "bridge/run/media_parts.h"

namespace chartbridge::bridge::run {

// What the filer knows beside the item itself.
struct PatientBook;

class ItemRun {
 public:
  // `row` is leased by `worker` and comes with content. `last_read` is shared by the items of one
  // lease, which run one after another.
  ItemRun(const Ports& ports, const RunSettings& settings, PatientBook& book,
          std::optional<LastRead>& last_read, std::string worker, ItemRow row);

  // Goes on until the item rests: filed, held, dropped, failed, or due later. The new standing is
  // recorded. A Failure means that the store did not take it; nothing further may be done.
  Result<flow::Standing, Failure> Go();

  // After it was filed: reads the Consents once more. True when they are no longer those of the
  // decision; if they no longer permit, the item says `delivered-after-change` for a person to see
  // (rule R14).
  Result<bool, Failure> CheckAfterDelivery();

 private:
  Result<flow::Standing, Failure> GiveUpUnreadable();
  std::optional<flow::Event> Perform(flow::Effect effect);
  std::optional<flow::Event> FindPatient();
  std::optional<flow::Event> AskGate();
  std::vector<GateAnswer> Answers(const GateSubject& subject, bool before_push);
  // The gate says no; was the filing sent before that, its answer lost? nullopt: it is not there.
  std::optional<flow::Event> WasThereBefore();
  std::optional<flow::Event> Map();
  std::optional<flow::Event> Push();
  flow::WasPushed Pushed(const Filed& filed, const std::vector<Enclosure>& enclosures);
  std::optional<flow::Event> Retract();
  void RememberLink();
  void SetMedia(MediaProgress from, MediaProgress to);
  void DestroyMedia();
  Result<void, Failure> FileLateMedia();
  Result<void, Failure> FileOneLate(MediaRow& media);

  flow::StepFailed Failed(flow::Step step, const Failure& failure);
  mappings::Context MakeContext(bool with_ready);
  void Change(const MediaChange& change);
  void Audit(std::string ev, std::string actor, int outcome, std::string what, std::string reason);
  Result<void, Failure> Save();
  void Tell();  // log and metrics, of what is recorded
  // Who is asked about, read a moment ago.
  Result<GateSubject, Failure> Subject();

  const Ports& ports_;
  const RunSettings& settings_;
  PatientBook& book_;
  std::optional<LastRead>* last_read_;
  std::string worker_;
  ItemRow row_;
  mappings::Item item_;
  flow::Standing standing_;
  std::optional<KnownPatient> patient_;
  std::vector<std::string> labels_;
  std::vector<std::string> push_basis_;  // what the decision before the push had read
  bool link_known_ = false;
  bool stored_outbox_ = false;  // the outbox of the store holds this filing's Bundle

  // What goes into the next Transition.
  Progress saved_progress_;
  std::optional<std::string> outbox_;
  std::optional<std::vector<std::string>> resources_;
  std::vector<MediaChange> media_changes_;
  std::vector<DecisionRecord> decisions_;
  std::vector<AuditEntry> audit_;
  bool destroy_ = false;
};

}  // namespace chartbridge::bridge::run
