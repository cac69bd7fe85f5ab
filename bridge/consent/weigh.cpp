#include "bridge/consent/weigh.h"

#include <algorithm>

namespace chartbridge::bridge::consent {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year_month_day;
using std::chrono::years;

// Somebody born on 29 February comes of age on 1 March.
year_month_day Majority(year_month_day birth, int age) {
  const year_month_day date = birth + years(age);
  return date.ok() ? date : date.year() / month(3) / day(1);
}

bool IsPatient(const Performer& performer, const Request& request) {
  const auto& ours = request.patients;
  const bool by_reference = !performer.who.reference.empty() &&
                            std::count(ours.begin(), ours.end(), performer.who.reference) > 0;
  const auto known = [&](const Identifier& identifier) {
    const auto& all = request.patient_identifiers;
    return std::count(all.begin(), all.end(), identifier) > 0;
  };
  const auto& identifiers = performer.who.identifiers;
  return by_reference || std::any_of(identifiers.begin(), identifiers.end(), known);
}

// Only people who speak for somebody else: relatives and other patients.
bool IsSignedByGuardiansOnly(const Record& record, const Request& request) {
  if (record.performers.empty()) return false;
  return std::all_of(record.performers.begin(), record.performers.end(),
                     [&](const Performer& performer) {
                       return !IsPatient(performer, request) &&
                              (performer.type == "RelatedPerson" || performer.type == "Patient");
                     });
}

}  // namespace

bool IsUnverified(const Record& record, bool verification_required) {
  if (record.verifications.empty()) return verification_required;
  const Verification* latest = &record.verifications.front();
  for (const Verification& entry : record.verifications) {
    if (entry.at >= latest->at) latest = &entry;
  }
  return !latest->verified;
}

bool HasGuardianLapsed(const Record& record, const Request& request, const ClinicTime& clock,
                       int majority_age) {
  if (!request.birth || !IsSignedByGuardiansOnly(record, request)) return false;
  // Of a birth date known by year or month only, any day may be the one.
  const year_month_day last_birth{std::chrono::sys_days(request.birth->after) -
                                  std::chrono::days(1)};
  const Instant earliest = clock.StartOf(Majority(request.birth->first, majority_age));
  const Instant latest = clock.StartOf(Majority(last_birth, majority_age));
  const Instant signed_at = record.order.at;
  return earliest <= request.time && signed_at < latest && signed_at < request.time;
}

}  // namespace chartbridge::bridge::consent
