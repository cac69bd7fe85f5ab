#include "connectors/ehr/person.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

std::optional<int> Digits(std::string_view text, std::size_t start, std::size_t count) {
  int number = 0;
  if (text.size() < start + count) return std::nullopt;
  const auto [end, error] =
      std::from_chars(text.data() + start, text.data() + start + count, number);
  if (error != std::errc() || end != text.data() + start + count) return std::nullopt;
  return number;
}

// The first instant after a partial date ("2026", "2026-11", "2026-11-22"), in UTC.
std::optional<Instant> AfterPartialDate(std::string_view date) {
  using std::chrono::year_month_day;
  const auto year = Digits(date, 0, 4);
  if (!year) return std::nullopt;
  if (date.size() == 4) {
    return Instant(std::chrono::sys_days(std::chrono::year(*year + 1) / 1 / 1).time_since_epoch());
  }
  const auto month = Digits(date, 5, 2);
  if (!month || date[4] != '-' || *month < 1 || *month > 12) return std::nullopt;
  const auto first = std::chrono::year(*year) / *month / 1;
  if (date.size() == 7) {
    return Instant(std::chrono::sys_days(first + std::chrono::months(1)).time_since_epoch());
  }
  const auto day = Digits(date, 8, 2);
  if (!day || date[7] != '-' || date.size() != 10) return std::nullopt;
  const year_month_day whole = std::chrono::year(*year) / *month / *day;
  if (!whole.ok()) return std::nullopt;
  return Instant((std::chrono::sys_days(whole) + std::chrono::days(1)).time_since_epoch());
}

std::string OnlyDigits(const std::string& text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

}  // namespace

bool IsOver(std::string_view end, Instant now) {
  constexpr auto kLastZone = std::chrono::hours(12);  // UTC-12
  if (const auto instant = ParseInstant(end)) return *instant < now;
  const auto after = AfterPartialDate(end);
  return after && *after + kLastZone <= now;
}

std::vector<std::string> CurrentPhones(const Value& person, Instant now) {
  std::vector<std::string> phones;
  for (const Value& telecom : person["telecom"].items()) {
    const std::string& system = telecom["system"].text();
    const std::string& value = telecom["value"].text();
    if (value.empty() || (system != "phone" && system != "sms" && !system.empty())) continue;
    if (telecom["use"].text() == "old" || IsOver(telecom["period"]["end"].text(), now)) continue;
    phones.push_back(value);
  }
  return phones;
}

std::vector<std::string> Links(const Value& patient, const std::vector<std::string_view>& types) {
  std::vector<std::string> targets;
  for (const Value& link : patient["link"].items()) {
    if (std::find(types.begin(), types.end(), link["type"].text()) == types.end()) continue;
    targets.push_back(link["other"]["reference"].text());
  }
  return targets;
}

bool HasSameDigits(const std::vector<std::string>& phones,
                   const std::vector<std::string>& spellings) {
  std::set<std::string> wanted;
  for (const std::string& spelling : spellings) wanted.insert(OnlyDigits(spelling));
  return std::any_of(phones.begin(), phones.end(), [&](const std::string& phone) {
    const std::string digits = OnlyDigits(phone);
    return !digits.empty() && wanted.count(digits) > 0;
  });
}

}  // namespace chartbridge::ehr
