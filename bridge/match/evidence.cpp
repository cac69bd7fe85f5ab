#include "bridge/match/evidence.h"

#include <algorithm>

namespace chartbridge::bridge::match {
namespace {

void AddNew(std::vector<std::string>& list, const std::string& value) {
  if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end())
    list.push_back(value);
}

bool Lists(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string WordOf(const std::optional<Match>& today) {
  if (!today || std::holds_alternative<None>(*today)) return "none";
  if (std::holds_alternative<One>(*today)) return "one";
  return std::holds_alternative<Several>(*today) ? "several" : "staff";
}

// Everybody whom today's answer names, in its order.
std::vector<std::string> Named(const std::optional<Match>& today, const KnownPeople& people) {
  std::vector<std::string> named;
  if (!today) return named;
  if (const auto* one = std::get_if<One>(&*today)) AddNew(named, one->patient);
  if (const auto* several = std::get_if<Several>(&*today)) {
    for (const std::string& patient : several->patients) AddNew(named, patient);
  }
  if (const auto* none = std::get_if<None>(&*today)) {
    for (const std::string& patient : none->inactive) AddNew(named, patient);
  }
  for (const std::string& patient : people.unreadable) AddNew(named, patient);
  return named;
}

const KnownPatient* Find(const KnownPeople& people, const std::string& reference) {
  const auto found =
      std::find_if(people.patients.begin(), people.patients.end(),
                   [&](const KnownPatient& known) { return known.reference == reference; });
  return found == people.patients.end() ? nullptr : &*found;
}

// Why this record is nobody's chart to write into by itself.
Reason Unfit(const KnownPatient& patient) {
  if (patient.deceased) return Reason::kPatientDeceased;
  return patient.active ? Reason::kNone : Reason::kPatientInactive;
}

// True when `reference` is the linked person, under the record of today or a merged one.
bool IsLinked(const std::string& reference, const PatientLink& link,
              const std::optional<KnownPatient>& linked) {
  if (!linked) return reference == link.patient;
  return reference == linked->reference || Lists(linked->merged, reference);
}

// How today's answer speaks against the link; kNone when it does not.
Reason Contradiction(const Match& today, const PatientLink& link,
                     const std::optional<KnownPatient>& linked) {
  if (std::holds_alternative<Staff>(today)) return Reason::kStaffNumber;
  if (std::holds_alternative<Several>(today)) return Reason::kPatientUnresolved;
  const auto* one = std::get_if<One>(&today);
  if (one != nullptr && !IsLinked(one->patient, link, linked)) return Reason::kNumberMoved;
  return Reason::kNone;
}

Evidence OfLink(Evidence evidence, const std::optional<Match>& today, const PatientLink& link,
                const std::optional<KnownPatient>& linked) {
  const bool by_rule = IsByRule(link);
  const bool by_number = today && !(link.without_number && !by_rule);
  AddNew(evidence.candidates, linked ? linked->reference : link.patient);
  if (by_number) evidence.why = Contradiction(*today, link, linked);
  if (evidence.why != Reason::kNone) return evidence;
  evidence.why = linked ? Unfit(*linked) : Reason::kPatientUnresolved;
  if (evidence.why != Reason::kNone) return evidence;
  if (by_number && std::holds_alternative<None>(*today)) {
    evidence.why = Reason::kPatientUnresolved;
    return evidence;
  }
  evidence.patient = linked->reference;
  evidence.by_person = !by_rule;
  evidence.remember = by_rule && linked->reference != link.patient;
  evidence.candidates.clear();
  return evidence;
}

Evidence OfToday(Evidence evidence, const std::optional<Match>& today, const KnownPeople& people) {
  evidence.why = Reason::kPatientUnresolved;
  if (!today) return evidence;
  if (std::holds_alternative<Staff>(*today)) evidence.why = Reason::kStaffNumber;
  const auto* none = std::get_if<None>(&*today);
  if (none != nullptr && !none->inactive.empty()) evidence.why = Reason::kPatientInactive;
  const auto* one = std::get_if<One>(&*today);
  const KnownPatient* known = one == nullptr ? nullptr : Find(people, one->patient);
  if (known == nullptr) return evidence;
  evidence.why = Unfit(*known);
  if (evidence.why != Reason::kNone) return evidence;
  evidence.patient = one->patient;
  evidence.remember = true;
  evidence.candidates.clear();
  return evidence;
}

}  // namespace

Evidence Weigh(const std::optional<Match>& today, const KnownPeople& people,
               const std::optional<PatientLink>& link, const std::optional<KnownPatient>& linked,
               bool number_changed) {
  Evidence evidence;
  evidence.decision = WordOf(today);
  evidence.candidates = Named(today, people);
  if (number_changed) {
    evidence.why = Reason::kNumberChanged;
    if (link) AddNew(evidence.candidates, linked ? linked->reference : link->patient);
    return evidence;
  }
  return link ? OfLink(std::move(evidence), today, *link, linked)
              : OfToday(std::move(evidence), today, people);
}

}  // namespace chartbridge::bridge::match
