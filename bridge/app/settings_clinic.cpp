#include <algorithm>
#include <array>

#include "base/instant.h"
#include "bridge/app/settings_parts.h"
#include "bridge/app/settings_rules.h"
#include "bridge/consent/clinic_time.h"

namespace chartbridge {
namespace {

constexpr std::chrono::minutes kMidnight = std::chrono::hours(24);
constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr char kKnownDays[] = "days are sun, mon, tue, wed, thu, fri, sat";

// "hh:mm", at most `latest`.
std::chrono::minutes ReadTime(Section& section, const char* name, std::chrono::minutes latest) {
  const std::string text = section.Text(name);
  if (text == "24:00" && latest == kMidnight) return kMidnight;
  const auto on_a_day = ParseInstant("1970-01-01T" + text + ":00Z");
  if (on_a_day && text.size() == 5)
    return std::chrono::duration_cast<std::chrono::minutes>(on_a_day->time_since_epoch());
  section.Refuse(name, "must be a time of day from \"00:00\" to \"" + TimeText(latest) + "\"");
  return {};
}

bridge::hours::DayHours ReadDayHours(Section& section) {
  const auto open = ReadTime(section, "open", kMidnight - std::chrono::minutes(1));
  return {open, ReadTime(section, "close", kMidnight)};
}

void ReadHours(Section& clinic_section, ClinicSettings& clinic) {
  for (Section& section : clinic_section.Each("hours")) {
    bridge::hours::Shift shift;
    for (const std::string& day : section.List("days")) {
      const auto at = std::find(kDays.begin(), kDays.end(), day);
      const std::chrono::weekday read(unsigned(at - kDays.begin()) % 7);
      const auto& known = shift.days;
      if (at == kDays.end() || std::find(known.begin(), known.end(), read) != known.end())
        section.Refuse("days", std::string("names a day wrong or twice; ") + kKnownDays);
      shift.days.push_back(read);
    }
    if (shift.days.empty())
      section.Refuse("days", std::string("names no day, so it never opens; ") + kKnownDays);
    shift.hours = ReadDayHours(section);
    section.RefuseTheRest();
    clinic.hours.push_back(std::move(shift));
  }
}

std::chrono::year_month_day ReadDay(Section& section, const char* name) {
  const std::string text = section.Text(name);
  const auto day = bridge::consent::ReadDate(text);
  if (day && text.size() == 10) return day->first;
  section.Refuse(name, "must be a day like \"2026-09-21\"");
  return {};
}

void ReadHolidays(Section& clinic_section, ClinicSettings& clinic) {
  for (Section& section : clinic_section.Each("holiday")) {
    bridge::hours::Holiday holiday{section.Text("name")};
    if (holiday.name.empty()) section.Refuse("name", "is missing; staff see the day by it");
    const bool several = section.Has("from") || section.Has("to");
    if (several && section.Has("date"))
      section.Refuse("date", "is one day; leave it out, or from and to");
    holiday.from = ReadDay(section, several ? "from" : "date");
    holiday.to = several ? ReadDay(section, "to") : holiday.from;
    if (!section.HasFault() && holiday.to < holiday.from)
      section.Refuse("to", "must not be before from");
    if (section.Has("open") || section.Has("close")) holiday.hours = ReadDayHours(section);
    for (std::size_t i = 0; i < clinic.holidays.size() && !section.HasFault(); ++i) {
      if (holiday.from <= clinic.holidays[i].to && clinic.holidays[i].from <= holiday.to)
        section.Refuse(several ? "from" : "date",
                       "overlaps clinic.holiday[" + std::to_string(i) + "]");
    }
    section.RefuseTheRest();
    clinic.holidays.push_back(std::move(holiday));
  }
}

ChannelSettings ReadChannel(Section& section) {
  ChannelSettings channel;
  channel.id = section.Text("id");
  Apply(section, "id", IdRule(channel.id));
  channel.kind = section.Text("kind", channel.kind);
  if (channel.kind != whatsapp::kKind) {
    section.Refuse("kind", "must be \"whatsapp-cloud\": this version has no other channel");
  }
  whatsapp::ReadChannelSettings(section, channel);
  section.RefuseTheRest();
  return channel;
}

}  // namespace

std::string TimeText(std::chrono::minutes time) {
  return time == kMidnight ? "24:00" : ToDateTimeText(Instant(time)).substr(11, 5);
}

std::string_view DayText(std::chrono::weekday day) { return kDays.at(day.c_encoding()); }

void ReadClinic(Section section, ClinicSettings& clinic) {
  clinic.id = section.Text("id", clinic.id);
  Apply(section, "id", IdRule(clinic.id));
  clinic.name = section.Text("name", clinic.name);
  clinic.timezone = section.Text("timezone", clinic.timezone);
  Apply(section, "timezone", TimezoneRule(clinic.timezone));
  clinic.languages = section.List("languages", clinic.languages);
  Apply(section, "languages", LanguagesRule(clinic.languages));
  clinic.default_country = section.Text("default_country");
  if (!clinic.default_country.empty()) {
    Apply(section, "default_country", CountryRule(clinic.default_country));
  }
  clinic.emergency_number = section.Text("emergency_number");
  if (!clinic.emergency_number.empty()) {
    Apply(section, "emergency_number", EmergencyRule(clinic.emergency_number));
  }
  ReadHours(section, clinic);
  ReadHolidays(section, clinic);
  section.RefuseTheRest();
}

void ReadTexts(Section section, TextsSettings& texts) {
  texts.folder = section.Path("folder");
  section.RefuseTheRest();
}

void ReadChannels(Section& root, std::vector<ChannelSettings>& channels) {
  for (Section& section : root.Each("channel")) {
    const ChannelSettings channel = ReadChannel(section);
    for (const ChannelSettings& other : channels) {
      if (!channel.id.empty() && other.id == channel.id) {
        section.Refuse("id", "is the id of another channel, too");
      }
      if (!channel.phone_number_id.empty() && other.phone_number_id == channel.phone_number_id) {
        section.Refuse("phone_number_id", "belongs to another channel, too");
      }
    }
    channels.push_back(channel);
  }
}

}  // namespace chartbridge
