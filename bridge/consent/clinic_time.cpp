#include "bridge/consent/clinic_time.h"

#include <date/tz.h>

#include <exception>

namespace chartbridge::bridge::consent {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

// The digits of `text` from `at` on, exactly `count` of them; -1 otherwise.
int Number(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

struct ClinicTime::Zone {
  const date::time_zone* rules;
};

bool Period::Covers(const Period& inner) const {
  if (first && (!inner.first || *inner.first < *first)) return false;
  return !last || (inner.last && *inner.last <= *last);
}

bool Period::Overlaps(const Period& other) const {
  if (last && other.first && *last < *other.first) return false;
  return !(other.last && first && *other.last < *first);
}

std::optional<DateRange> ReadDate(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  const int y = Number(text, 0, 4);
  if (y < 1) return std::nullopt;
  const auto start = year(y) / month(1) / day(1);
  if (text.size() == 4) return DateRange{start, start + years(1)};
  const int m = Number(text, 5, 2);
  if (text[4] != '-' || m < 1 || m > 12) return std::nullopt;
  const auto of_month = year(y) / month(unsigned(m)) / day(1);
  if (text.size() == 7) return DateRange{of_month, of_month + months(1)};
  const int d = Number(text, 8, 2);
  if (text[7] != '-' || d < 1) return std::nullopt;
  const auto of_day = year(y) / month(unsigned(m)) / day(unsigned(d));
  if (!of_day.ok()) return std::nullopt;
  return DateRange{of_day, year_month_day(sys_days(of_day) + days(1))};
}

std::optional<ClinicTime> ClinicTime::In(const std::string& zone) {
  if (zone == "UTC") return ClinicTime(nullptr);
  try {
    return ClinicTime(std::make_shared<const Zone>(Zone{date::locate_zone(zone)}));
  } catch (const std::exception&) {  // how the database says that it has no such zone
    return std::nullopt;
  }
}

Instant ClinicTime::StartOf(year_month_day day) const { return At(sys_days(day)); }

Instant ClinicTime::At(std::chrono::sys_time<Milliseconds> local) const {
  if (zone_ == nullptr) return local;
  return zone_->rules->to_sys(date::local_time<Milliseconds>(local.time_since_epoch()),
                              date::choose::earliest);
}

std::optional<Period> ClinicTime::Read(std::string_view text) const {
  if (const auto date = ReadDate(text)) {
    return Period{StartOf(date->first), StartOf(date->after) - Milliseconds(1)};
  }
  const auto at = ParseInstant(text);
  if (!at) return std::nullopt;
  return Period{at, at};
}

std::optional<Instant> ClinicTime::ReadStart(std::string_view text) const {
  if (const auto period = Read(text)) return period->first;
  std::string local(text);
  constexpr std::size_t kMinutes = 16;  // "2026-11-22T08:30"
  if (local.size() < kMinutes || (local[10] != 'T' && local[10] != ' ')) return std::nullopt;
  local[10] = 'T';
  const auto wall = ParseInstant(local + (local.size() == kMinutes ? ":00Z" : "Z"));
  return wall ? std::optional(At(*wall)) : std::nullopt;
}

}  // namespace chartbridge::bridge::consent
