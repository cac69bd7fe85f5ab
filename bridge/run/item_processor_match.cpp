// What ItemProcessor asks first: whose chart?
#include <algorithm>

#include "bridge/match/evidence.h"
#include "bridge/run/directory_cache.h"
#include "bridge/run/item_processor.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

constexpr const char* kNumberChangedByRule = "rule:number-changed";

const KnownPatient* FindPatient(const KnownPeople& people, const std::string& reference) {
  for (const KnownPatient& patient : people.patients) {
    const bool same = patient.reference == reference ||
                      std::count(patient.merged.begin(), patient.merged.end(), reference) > 0;
    if (same) return &patient;
  }
  return nullptr;
}

std::string CandidatesJson(const std::vector<std::string>& candidates) {
  fhir::json::Array all(candidates.begin(), candidates.end());
  return fhir::json::Write(fhir::json::Value(std::move(all)));
}

}  // namespace

// The contact said that the number went to somebody else: from now on it proves nothing, until a
// person confirms whose it is (finding C2).
bool ItemProcessor::RememberNumberChange() {
  if (!std::holds_alternative<mappings::NumberChange>(item_->body)) return false;
  match::Evidence evidence;
  evidence.why = Reason::kNumberChanged;
  Apply(flow::Matched{evidence, false});
  if (!row_.conversation.empty())
    link_ = PatientLink{row_.conversation, "", kNumberChangedByRule, ports_.clock.Now(), false};
  return true;
}

void ItemProcessor::Match() {
  if (RememberNumberChange()) return;
  const auto failed = [&](const Failure& failure) {
    ports_.log.Write(LogLevel::kWarning, LogEvent::kDirectoryFailed,
                     {{"item", row_.key}, {"kind", ToString(failure.kind)}});
    Apply(flow::MatchFailed{failure});
    RecordServer(failure, "message", "directory", row_.reason());
  };
  std::optional<match::Match> today;
  KnownPeople people;
  if (item_->contact.phone) {
    auto found = ports_.people.FindByPhone(*item_->contact.phone);
    if (!found) return failed(found.error());
    people = *std::move(found);
    today = match::MatchPatient(*item_->contact.phone, people, settings_.country);
  }
  std::optional<PatientLink> link;
  if (!row_.conversation.empty()) {
    auto remembered = ports_.links.Find(row_.conversation);
    // A link that another hand changed proves nothing; a store that fails says so at the next save.
    if (remembered) link = *std::move(remembered);
    if (!remembered && remembered.error().kind == FailureKind::kCorrupt) {
      Audit("link.refused", "svc:match", 8, row_.conversation, "tampered");
      match::Evidence evidence;
      evidence.why = Reason::kPatientUnresolved;
      return Apply(flow::Matched{evidence});
    }
  }
  std::optional<KnownPatient> linked;
  if (link && !link->patient.empty()) {
    if (const KnownPatient* there = FindPatient(people, link->patient)) {
      linked = *there;
    } else if (auto read = ports_.directory.Read(link->patient)) {
      linked = *std::move(read);
    } else if (read.error().kind != FailureKind::kNotFound) {
      return failed(read.error());
    }
  }
  const match::Evidence evidence =
      match::Weigh(today, people, link, linked, link && link->patient.empty());
  decisions_.push_back({"message",
                        "match",
                        evidence.decision,
                        evidence.why,
                        {},
                        CandidatesJson(evidence.candidates),
                        ports_.clock.Now()});
  Audit("message.matched", "svc:match", evidence.patient.empty() ? 4 : 0, row_.key,
        evidence.by_person ? "remembered-link" : "match-" + evidence.decision);
  Apply(flow::Matched{evidence});
  known_.reset();
  if (const KnownPatient* found = FindPatient(people, evidence.patient)) known_ = *found;
  if (!known_ && linked && linked->reference == evidence.patient) known_ = linked;
}

}  // namespace chartbridge::bridge::run
