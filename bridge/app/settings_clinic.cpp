#include "bridge/app/settings_parts.h"
#include "bridge/app/settings_rules.h"

namespace chartbridge {
namespace {

void ReadHours(Section& clinic_section, ClinicSettings& clinic) {
  for (Section& section : clinic_section.Each("hours")) {
    OpeningHours hours{section.List("days"), section.Text("open"), section.Text("close")};
    if (!section.HasFault()) Apply(section, "days", HoursRule(clinic.hours, hours));
    section.RefuseTheRest();
    clinic.hours.push_back(std::move(hours));
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
