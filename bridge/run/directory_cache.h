// The directory's answers of the last minutes, so that a busy conversation does not ask for the
// same number each time. «Today's answer» of redesign.md section 3: at most 5 minutes old. What the
// gate reads before an exit never comes from here.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "bridge/match/match_patient.h"
#include "bridge/ports/ehr.h"

namespace chartbridge::bridge::run {

// Bounded; any thread.
class DirectoryCache {
 public:
  DirectoryCache(PatientDirectory& directory, const Clock& clock, std::string country)
      : directory_(directory), clock_(clock), country_(std::move(country)) {}

  Result<KnownPeople, Failure> FindByPhone(const mappings::PhoneNumber& phone);
  // Nothing is believed from before now: a person said that something changed.
  void Clear();

 private:
  struct Page {
    KnownPeople people;
    Instant read;
  };
  PatientDirectory& directory_;
  const Clock& clock_;
  const std::string country_;
  std::mutex mutex_;
  std::map<std::string, Page> pages_;  // by the number's digits
};

}  // namespace chartbridge::bridge::run
