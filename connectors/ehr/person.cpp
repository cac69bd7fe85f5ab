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

struct DateSpan {
  Instant first;
  Instant after;
};

// A partial date ("2026", "2026-11", "2026-11-22") in UTC.
std::optional<DateSpan> ReadPartialDate(std::string_view date) {
  using std::chrono::sys_days;
  const auto span = [](std::chrono::year_month_day first, std::chrono::year_month_day after) {
    return DateSpan{Instant(sys_days(first).time_since_epoch()),
                    Instant(sys_days(after).time_since_epoch())};
  };
  const auto year = Digits(date, 0, 4);
  if (!year) return std::nullopt;
  if (date.size() == 4)
    return span(std::chrono::year(*year) / 1 / 1, std::chrono::year(*year + 1) / 1 / 1);
  const auto month = Digits(date, 5, 2);
  if (!month || date[4] != '-' || *month < 1 || *month > 12) return std::nullopt;
  const auto first = std::chrono::year(*year) / *month / 1;
  if (date.size() == 7) return span(first, first + std::chrono::months(1));
  const auto day = Digits(date, 8, 2);
  if (!day || date[7] != '-' || date.size() != 10) return std::nullopt;
  const std::chrono::year_month_day whole = std::chrono::year(*year) / *month / *day;
  if (!whole.ok()) return std::nullopt;
  return span(whole, sys_days(whole) + std::chrono::days(1));
}

bool IsChatLink(std::string_view text) {
  for (const std::string_view link : {"wa.me/", "whatsapp.com/send", "whatsapp:"}) {
    if (text.find(link) != text.npos) return true;
  }
  return false;
}

// "691… / 692…": several numbers in one field.
std::vector<std::string> Pieces(const std::string& text) {
  constexpr std::string_view kBetween = "/;,|&\n";
  std::vector<std::string> pieces{text};
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(kBetween, start), text.size());
    if (end - start < text.size()) pieces.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return pieces;
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
  const auto date = ReadPartialDate(end);
  return date && date->after + kLastZone <= now;
}

bool IsYetToCome(std::string_view start, Instant now) {
  constexpr auto kFirstZone = std::chrono::hours(14);  // UTC+14
  if (const auto instant = ParseInstant(start)) return *instant > now;
  const auto date = ReadPartialDate(start);
  return date && date->first - kFirstZone > now;
}

std::vector<std::string> CurrentPhones(const Value& person, Instant now) {
  std::vector<std::string> phones;
  for (const Value& telecom : person["telecom"].items()) {
    const std::string& system = telecom["system"].text();
    const std::string& value = telecom["value"].text();
    const bool of_phone = system == "phone" || system == "sms" || system.empty();
    if (value.empty() || (!of_phone && !IsChatLink(value))) continue;
    const Value& period = telecom["period"];
    if (telecom["use"].text() == "old" || IsOver(period["end"].text(), now) ||
        IsYetToCome(period["start"].text(), now))
      continue;
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

bool IsDeceased(const Value& patient) {
  if (!patient["deceasedDateTime"].is_null()) return true;
  const Value& deceased = patient["deceasedBoolean"];
  return !deceased.is_null() && deceased.boolean().value_or(true);
}

std::vector<bridge::PatientIdentifier> Identifiers(const Value& resource) {
  std::vector<bridge::PatientIdentifier> identifiers;
  for (const Value& identifier : resource["identifier"].items()) {
    if (identifier["value"].text().empty()) continue;
    identifiers.push_back({identifier["system"].text(), identifier["value"].text()});
  }
  return identifiers;
}

bool HasSameDigits(const std::vector<std::string>& phones,
                   const std::vector<std::string>& spellings) {
  std::set<std::string> wanted;
  for (const std::string& spelling : spellings) wanted.insert(OnlyDigits(spelling));
  return std::any_of(phones.begin(), phones.end(), [&](const std::string& phone) {
    const std::vector<std::string> pieces = Pieces(phone);
    return std::any_of(pieces.begin(), pieces.end(), [&](const std::string& piece) {
      const std::string digits = OnlyDigits(piece);
      return !digits.empty() && wanted.count(digits) > 0;
    });
  });
}

}  // namespace chartbridge::ehr
