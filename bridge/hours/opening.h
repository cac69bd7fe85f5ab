// When the clinic answers: weekly shifts and holidays on its own calendar, of which clock changes
// are a part. Values in, values out: no clock. (contract.md, `hours show`)
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"

namespace chartbridge::bridge::hours {

// Times of day on the wall, since midnight: `open` at most 23:59, `close` at most 24:00. Open is
// inclusive, close exclusive. A close at or before the open is on the next day. A time that a
// clock change skips means the first instant after it; one that comes twice the first of both to
// open, the last to close.
struct DayHours {
  std::chrono::minutes open{};
  std::chrono::minutes close{};
  bool operator==(const DayHours&) const = default;
};

// Shifts that overlap or adjoin are one.
struct Shift {
  std::vector<std::chrono::weekday> days;  // on which it begins
  DayHours hours;
  bool operator==(const Shift&) const = default;
};

// Without hours it closes its local dates as a whole, also the tail of the evening before, and no
// shift begins on them. With hours they take the place of the shifts that begin on each of its
// dates; a tail of the evening before stands.
struct Holiday {
  std::string name;
  std::chrono::year_month_day from;
  std::chrono::year_month_day to;  // inclusive
  std::optional<DayHours> hours;

  bool Includes(std::chrono::year_month_day day) const { return from <= day && day <= to; }
  bool operator==(const Holiday&) const = default;
};

struct Schedule {
  std::string zone;               // IANA
  std::vector<Shift> shifts;      // none: always open, holidays apart
  std::vector<Holiday> holidays;  // no two include the same date
};

struct Opening {
  bool open = false;
  std::optional<Instant> closes_at;  // none when closed, or when it is further off than kHorizon
  std::optional<Instant> opens_at;   // none when open, or when it is further off than kHorizon
  std::string holiday;               // of the local date, open or not; "" for none
  bool operator==(const Opening&) const = default;
};
inline constexpr std::chrono::days kHorizon(366);

// nullopt when the machine's time zone database does not know the zone. About a millisecond. Any
// thread.
std::optional<Opening> OpenAt(const Schedule& schedule, Instant at);

}  // namespace chartbridge::bridge::hours
