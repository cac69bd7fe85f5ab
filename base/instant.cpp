#include "base/instant.h"

#include <array>
#include <cstdio>

namespace chartbridge {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

bool Digits(std::string_view text, std::size_t at, std::size_t count, int& value) {
  if (at + count > text.size()) return false;
  value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  return true;
}

// The zone at `at`: "Z" or "+hh:mm", to the end of the text.
std::optional<minutes> Zone(std::string_view text, std::size_t at) {
  if (at + 1 == text.size() && text[at] == 'Z') return minutes(0);
  int h = 0;
  int m = 0;
  if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':' ||
      !Digits(text, at + 1, 2, h) || !Digits(text, at + 4, 2, m) || h > 14 || m > 59) {
    return std::nullopt;
  }
  const minutes offset(h * 60 + m);
  return text[at] == '-' ? -offset : offset;
}

std::string Format(Instant at, bool with_millis) {
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss<Milliseconds> time(at - day);
  std::array<char, 40> text{};
  int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", int(date.year()),
                    unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                    int(time.minutes().count()), int(time.seconds().count()));
  if (with_millis) {
    length += std::snprintf(text.data() + length, text.size() - std::size_t(length), ".%03d",
                            int(time.subseconds().count()));
  }
  return std::string(text.data(), std::size_t(length)) + "Z";
}

}  // namespace

std::string ToInstantText(Instant at) { return Format(at, true); }

std::string ToDateTimeText(Instant at) { return Format(at, false); }

std::optional<Instant> ParseInstant(std::string_view text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (text.size() < 20 || !Digits(text, 0, 4, y) || text[4] != '-' || !Digits(text, 5, 2, mo) ||
      text[7] != '-' || !Digits(text, 8, 2, d) || text[10] != 'T' || !Digits(text, 11, 2, h) ||
      text[13] != ':' || !Digits(text, 14, 2, mi) || text[16] != ':' || !Digits(text, 17, 2, s)) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year(y), std::chrono::month(unsigned(mo)),
                            std::chrono::day(unsigned(d))};
  if (!date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
  std::size_t at = 19;
  int millis = 0;
  if (text[at] == '.') {
    ++at;
    int scale = 100;
    const std::size_t first = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      millis += (text[at] - '0') * scale;
    if (at == first) return std::nullopt;
  }
  const auto zone = at < text.size() ? Zone(text, at) : std::nullopt;
  if (!zone) return std::nullopt;
  return Instant(sys_days(date).time_since_epoch() + hours(h) + minutes(mi) + seconds(s) +
                 Milliseconds(millis) - *zone);
}

}  // namespace chartbridge
