#include "bridge/hours/opening.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <map>

namespace chartbridge::bridge::hours {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

const date::time_zone* Locate(const std::string& zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::exception&) {  // how the database says that it has no such zone
    return nullptr;
  }
}

// What begins and ends when. At any instant the clinic is open when a shift is under way and no
// closed date is.
struct Change {
  int shifts = 0;
  int closed_dates = 0;
};

// Local dates are written as the sys_days of the same name.
class Timeline {
 public:
  Timeline(const date::time_zone& zone, const Schedule& schedule)
      : zone_(&zone), schedule_(&schedule) {}

  sys_days DateOf(Instant at) const {
    return sys_days(std::chrono::floor<days>(zone_->to_local(at).time_since_epoch()));
  }
  const Holiday* HolidayOf(sys_days date) const {
    const auto& all = schedule_->holidays;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Holiday& one) { return one.Includes(date); });
    return found == all.end() ? nullptr : &*found;
  }

  void AddDate(sys_days date) {
    const Holiday* holiday = HolidayOf(date);
    if (holiday != nullptr) {
      holiday->hours ? AddShift(date, *holiday->hours) : AddClosedDate(date);
      return;
    }
    for (const Shift& shift : schedule_->shifts) {
      if (std::find(shift.days.begin(), shift.days.end(), weekday(date)) != shift.days.end())
        AddShift(date, shift.hours);
    }
    if (schedule_->shifts.empty()) AddShift(date, {hours(0), hours(24)});
  }

  Opening Look(Instant at) const {
    Change now;
    const auto is_open = [&] { return now.shifts > 0 && now.closed_dates == 0; };
    const auto apply = [&](const Change& change) {
      now.shifts += change.shifts;
      now.closed_dates += change.closed_dates;
    };
    Opening opening;
    auto next = changes_.begin();
    for (; next != changes_.end() && next->first <= at; ++next) apply(next->second);
    opening.open = is_open();
    for (; next != changes_.end() && next->first <= at + kHorizon; ++next) {
      apply(next->second);
      if (is_open() == opening.open) continue;
      (opening.open ? opening.closes_at : opening.opens_at) = next->first;
      break;
    }
    return opening;
  }

 private:
  Instant OnTheClock(sys_days date, std::chrono::minutes time, date::choose which) const {
    return zone_->to_sys(date::local_seconds((date + time).time_since_epoch()), which);
  }

  void AddShift(sys_days date, const DayHours& hours) {
    const sys_days last = hours.close > hours.open ? date : date + days(1);
    ++changes_[OnTheClock(date, hours.open, date::choose::earliest)].shifts;
    --changes_[OnTheClock(last, hours.close, date::choose::latest)].shifts;
  }

  // All instants that have this date there: where the clock goes back over midnight they are not
  // one stretch.
  void AddClosedDate(sys_days date) {
    constexpr hours kWidest(26);  // no zone is further from UTC
    for (sys_seconds at = date - kWidest; at < date + days(1) + kWidest;) {
      const date::sys_info rules = zone_->get_info(at);
      const sys_seconds from = std::max(rules.begin, date - rules.offset);
      const sys_seconds to = std::min(rules.end, date + days(1) - rules.offset);
      if (from < to) {
        ++changes_[from].closed_dates;
        --changes_[to].closed_dates;
      }
      at = rules.end;
    }
  }

  const date::time_zone* zone_;
  const Schedule* schedule_;
  std::map<Instant, Change> changes_;
};

}  // namespace

std::optional<Opening> OpenAt(const Schedule& schedule, Instant at) {
  const date::time_zone* zone = Locate(schedule.zone);
  if (zone == nullptr) return std::nullopt;
  Timeline timeline(*zone, schedule);
  const sys_days today = timeline.DateOf(at);
  // A shift is at most a day and a clock change long.
  for (sys_days date = today - days(2); date <= today + kHorizon + days(1); date += days(1))
    timeline.AddDate(date);
  Opening opening = timeline.Look(at);
  if (const Holiday* holiday = timeline.HolidayOf(today)) opening.holiday = holiday->name;
  return opening;
}

}  // namespace chartbridge::bridge::hours
