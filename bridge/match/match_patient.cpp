#include "bridge/match/match_patient.h"

#include <algorithm>
#include <set>

namespace chartbridge::bridge::match {
namespace {

bool Lists(const KnownPatient& patient, const std::string& reference) {
  return std::count(patient.merged.begin(), patient.merged.end(), reference) > 0;
}

// The record that stands for `patient` now; itself unless it was merged. Two that name each other
// stay two: a person decides.
const KnownPatient& Survivor(const KnownPatient& patient,
                             const std::vector<KnownPatient>& patients) {
  const KnownPatient* now = &patient;
  for (std::size_t step = 0; step < patients.size(); ++step) {
    const auto into =
        std::find_if(patients.begin(), patients.end(), [&](const KnownPatient& other) {
          return Lists(other, now->reference) && !Lists(*now, other.reference);
        });
    if (into == patients.end()) break;
    now = &*into;
  }
  return *now;
}

bool HasNumber(const KnownPatient& patient, const mappings::PhoneNumber& number,
               const std::string& country) {
  return std::any_of(patient.phones.begin(), patient.phones.end(),
                     [&](const std::string& phone) { return SameNumber(number, phone, country); });
}

}  // namespace

Match MatchPatient(const mappings::PhoneNumber& number, const KnownPeople& people,
                   const std::string& country) {
  if (CandidateNumbers(number).empty()) return None{};
  if (!people.practitioners.empty()) {
    const std::set<std::string> staff(people.practitioners.begin(), people.practitioners.end());
    return Staff{{staff.begin(), staff.end()}};
  }
  std::set<std::string> matched;
  std::set<std::string> inactive;
  for (const KnownPatient& patient : people.patients) {
    if (!HasNumber(patient, number, country)) continue;
    const KnownPatient& now = Survivor(patient, people.patients);
    (patient.active && now.active ? matched : inactive).insert(now.reference);
  }
  if (matched.empty()) return None{{inactive.begin(), inactive.end()}};
  if (matched.size() == 1) return One{*matched.begin()};
  return Several{{matched.begin(), matched.end()}};
}

}  // namespace chartbridge::bridge::match
