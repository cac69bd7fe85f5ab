// Where an item asks the gate: before mapping, before its push, and after it was filed.
#include <algorithm>

#include "bridge/run/filer.h"
#include "bridge/run/item_run.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::run {

Result<GateSubject, Failure> ItemRun::Subject() {
  if (!patient_) {
    auto known = book_.Read(standing_.patient);
    if (!known) return Unexpected<Failure>(known.error());
    patient_ = *known;
  }
  auto relations = book_.Relations(settings_.organization);
  if (!relations) return Unexpected<Failure>(relations.error());
  return GateSubject{*patient_, row_.sent.value_or(row_.received),
                     item_.direction == mappings::Direction::kIn, *relations};
}

// Always a fresh read before a push. Before the mapping of something new, without media, what the
// push of the message before it has read will do.
std::vector<GateAnswer> ItemRun::Answers(const GateSubject& subject, bool before_push) {
  const Gate gate(ports_, settings_);
  const std::vector<GateQuestion> questions = QuestionsFor(row_, labels_);
  const bool fresh_item = !before_push && row_.attempts == 0 && row_.media.empty() &&
                          row_.progress == Progress::kParsed;
  if (fresh_item) {
    if (auto answers = gate.AskLastRead(subject, questions, *last_read_))
      return *std::move(answers);
  }
  return gate.Ask(subject, questions, last_read_);
}

std::optional<flow::Event> ItemRun::AskGate() {
  const auto subject = Subject();
  if (!subject) return Failed(flow::Step::kAskGate, subject.error());
  const bool before_push = standing_.progress == Progress::kMapped;
  const std::vector<GateAnswer> answers = Answers(*subject, before_push);
  const GateAnswer& message = answers.front();
  const bool over =
      message.disposition.fate != consent::Fate::kForward && !message.disposition.retry;
  if (over) {
    if (auto there = WasThereBefore()) return there;
  }
  if (before_push) push_basis_ = message.decision.basis;
  for (const GateAnswer& answer : answers) {
    decisions_.push_back(ToRecord(answer, before_push ? "push" : "map", ports_.clock.Now()));
    audit_.push_back(ToAudit(answer, standing_.patient, row_.key));
  }
  if (message.disposition.fate == consent::Fate::kForward) {
    bool changed = false;
    for (MediaRow& media : row_.media) {
      const auto answer = std::find_if(answers.begin(), answers.end(), [&](const GateAnswer& a) {
        return a.part == PartOf(media);
      });
      if (answer == answers.end()) continue;
      if (const auto change = ChangeFor(media, *answer))
        Change(*change), changed = changed || before_push;
    }
    // What the outbox says of the media is no longer so: map again, now, before anything leaves.
    if (changed) {
      standing_.progress = Progress::kPermitted;
      return Map();
    }
  }
  return flow::Decided{message.decision.verdict, message.decision.reason, message.disposition};
}

// A Bundle rests in the outbox only once its push may have begun.
std::optional<flow::Event> ItemRun::WasThereBefore() {
  const auto text = ports_.ledger.ReadOutbox(row_.key);
  if (!text) {
    if (text.error().kind == FailureKind::kNotFound) return std::nullopt;
    return Failed(flow::Step::kPush, text.error());
  }
  auto bundle = fhir::json::Parse(*text);
  if (!bundle) return std::nullopt;
  const Filing filing{std::move(*bundle), EnclosuresIn(*text, row_, item_, MakeContext(true))};
  const auto there = ports_.ehr.LookUp(filing);
  if (!there) return Failed(flow::Step::kPush, there.error());
  if (!*there) return std::nullopt;
  standing_.progress = Progress::kMapped;
  return Pushed(**there, filing.enclosures);
}

Result<bool, Failure> ItemRun::CheckAfterDelivery() {
  const auto subject = Subject();
  if (!subject) return false;  // told by whoever asks next; the filing itself is done
  const GateAnswer answer =
      Gate(ports_, settings_).Ask(*subject, {QuestionsFor(row_, labels_).front()}).front();
  if (answer.disposition.retry || answer.decision.basis == push_basis_) return false;
  if (answer.disposition.fate == consent::Fate::kForward) return true;
  // Nothing is deleted silently: a person reads it and decides.
  standing_.reason = "delivered-after-change";
  decisions_.push_back(ToRecord(answer, "after", ports_.clock.Now()));
  audit_.push_back(ToAudit(answer, standing_.patient, row_.key));
  Audit("delivered-after-change", "svc:decide", 8, row_.key, answer.decision.reason);
  if (auto saved = Save(); !saved) return Unexpected<Failure>(saved.error());
  return true;
}

}  // namespace chartbridge::bridge::run
