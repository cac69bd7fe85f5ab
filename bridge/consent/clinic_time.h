// Dates as Consents write them, on the clinic's calendar (rule R6).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace chartbridge::bridge::consent {

// First and last instant, both inside. An absent end is open.
struct Period {
  std::optional<Instant> first;
  std::optional<Instant> last;

  bool Contains(Instant at) const { return !IsBefore(at) && !IsOver(at); }
  bool IsBefore(Instant at) const { return first && at < *first; }  // it begins after `at`
  bool IsOver(Instant at) const { return last && *last < at; }
  bool IsReversed() const { return first && last && *last < *first; }
  bool Covers(const Period& inner) const;
  bool Overlaps(const Period& other) const;
};

class ClinicTime {
 public:
  // nullopt when the machine's time zone database does not know the IANA name.
  static std::optional<ClinicTime> In(const std::string& zone);

  // The first instant of that day; where a clock change skips midnight, the first that exists.
  Instant StartOf(std::chrono::year_month_day day) const;

  // That time of day there; what a clock change skips is the moment of the change, what it repeats
  // the first of the two.
  Instant At(std::chrono::sys_time<Milliseconds> local) const;

  // A FHIR dateTime: an instant with zone is itself; a year, month or day lasts from its first to
  // its last instant here. nullopt for anything else, a time of day without zone included.
  std::optional<Period> Read(std::string_view text) const;

  // What a person types to say «from then on»: an instant with its zone, or a date, or a date with
  // a time of day ("2026-11-22T08:30", "2026-11-22 08:30:00"), which are of here.
  std::optional<Instant> ReadStart(std::string_view text) const;

 private:
  struct Zone;
  explicit ClinicTime(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}
  std::shared_ptr<const Zone> zone_;  // none for UTC, which needs no database
};

// A FHIR date: year, year and month, or day; its first day and the day after its last.
struct DateRange {
  std::chrono::year_month_day first;
  std::chrono::year_month_day after;
};
std::optional<DateRange> ReadDate(std::string_view text);

}  // namespace chartbridge::bridge::consent
