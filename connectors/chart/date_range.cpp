#include "connectors/chart/date_range.h"

#include <algorithm>
#include <chrono>

namespace chartbridge::chart {

namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kMinute = 60'000;

// Takes fixed numbers of digits and fixed characters off the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  bool Done() const { return rest_.empty(); }
  char Next() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool Take(char c) {
    if (Next() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<int> Digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

 private:
  std::string_view rest_;
};

std::int64_t DayNumber(int year, int month, int day) {
  using namespace std::chrono;
  return sys_days(std::chrono::year(year) / month / day).time_since_epoch().count();
}

DateRange Days(std::int64_t first, std::int64_t end) { return {first * kDay, end * kDay}; }

// "Z", "+02:00", "-03:30" or nothing, in milliseconds east of UTC.
std::optional<std::int64_t> ReadZone(Reader& reader) {
  if (reader.Done() || reader.Take('Z')) return 0;
  const std::int64_t sign = reader.Next() == '-' ? -1 : 1;
  if (!reader.Take('+') && !reader.Take('-')) return std::nullopt;
  const auto hours = reader.Digits(2);
  if (!hours || !reader.Take(':')) return std::nullopt;
  const auto minutes = reader.Digits(2);
  if (!minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes) * kMinute;
}

// ".120": the fraction as milliseconds, and the width of what it leaves open.
std::optional<DateRange> ReadFraction(Reader& reader) {
  if (!reader.Take('.')) return DateRange{0, 1000};
  std::int64_t value = 0;
  std::int64_t unit = 1000;
  int digits = 0;
  for (; digits < 9; ++digits) {
    const auto digit = reader.Digits(1);
    if (!digit) break;
    if (unit > 1) value += *digit * (unit /= 10);
  }
  if (digits == 0) return std::nullopt;
  return DateRange{value, value + unit};
}

std::optional<DateRange> ReadTime(Reader& reader, std::int64_t day) {
  const auto hour = reader.Digits(2);
  if (!hour || *hour > 23 || !reader.Take(':')) return std::nullopt;
  const auto minute = reader.Digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t low = day * kDay + (*hour * 60 + *minute) * kMinute;
  std::int64_t width = kMinute;
  if (reader.Take(':')) {
    const auto second = reader.Digits(2);
    if (!second || *second > 60) return std::nullopt;
    const auto fraction = ReadFraction(reader);
    if (!fraction) return std::nullopt;
    low += *second * 1000 + fraction->low;
    width = fraction->high - fraction->low;
  }
  const auto zone = ReadZone(reader);
  if (!zone || !reader.Done()) return std::nullopt;
  return DateRange{low - *zone, low - *zone + width};
}

}  // namespace

std::optional<DateRange> ReadDateRange(std::string_view text) {
  Reader reader(text);
  const auto year = reader.Digits(4);
  if (!year || *year == 0) return std::nullopt;
  if (reader.Done()) return Days(DayNumber(*year, 1, 1), DayNumber(*year + 1, 1, 1));
  if (!reader.Take('-')) return std::nullopt;
  const auto month = reader.Digits(2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  if (reader.Done()) {
    const bool december = *month == 12;
    return Days(DayNumber(*year, *month, 1),
                DayNumber(*year + (december ? 1 : 0), december ? 1 : *month + 1, 1));
  }
  if (!reader.Take('-')) return std::nullopt;
  const auto day = reader.Digits(2);
  using namespace std::chrono;
  if (!day || !(std::chrono::year(*year) / *month / *day).ok()) return std::nullopt;
  const std::int64_t number = DayNumber(*year, *month, *day);
  if (reader.Done()) return Days(number, number + 1);
  if (!reader.Take('T')) return std::nullopt;
  return ReadTime(reader, number);
}

}  // namespace chartbridge::chart
