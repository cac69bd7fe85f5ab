#include "bridge/match/match_patient.h"

#include <algorithm>
#include <set>

namespace chartbridge::bridge::match {
namespace {

bool Lists(const KnownPatient& patient, const std::string& reference) {
  return std::count(patient.merged.begin(), patient.merged.end(), reference) > 0;
}

// Two that name each other are two to a machine: a person decides.
bool WasMergedAway(const KnownPatient& patient, const std::vector<KnownPatient>& patients) {
  return std::any_of(patients.begin(), patients.end(), [&](const KnownPatient& other) {
    return Lists(other, patient.reference) && !Lists(patient, other.reference);
  });
}

bool HasNumber(const KnownPatient& patient, const mappings::PhoneNumber& number, const std::string& country) {
  return std::any_of(patient.phones.begin(), patient.phones.end(),
                     [&](const std::string& phone) { return SameNumber(number, phone, country); });
}

}  // namespace

Match MatchPatient(const mappings::PhoneNumber& number, const KnownPeople& people, const std::string& country) {
  if (CandidateNumbers(number).empty()) return None{};
  if (!people.practitioners.empty()) {
    const std::set<std::string> staff(people.practitioners.begin(), people.practitioners.end());
    return Staff{{staff.begin(), staff.end()}};
  }
  std::set<std::string> matched;
  for (const KnownPatient& patient : people.patients) {
    if (!patient.active || WasMergedAway(patient, people.patients)) continue;
    if (HasNumber(patient, number, country)) matched.insert(patient.reference);
  }
  if (matched.empty()) return None{};
  if (matched.size() == 1) return One{*matched.begin()};
  return Several{{matched.begin(), matched.end()}};
}

}  // namespace chartbridge::bridge::match
