// What a clinic sets for one WhatsApp number (contract.md, Settings: [[channel]] of kind
// "whatsapp-cloud").
#pragma once

#include <filesystem>
#include <string>

#include "bridge/ports/settings_section.h"

namespace chartbridge::whatsapp {

inline constexpr const char* kKind = "whatsapp-cloud";

struct ChannelSettings {
  std::string id;
  std::string kind = kKind;
  std::string phone_number_id;
  std::filesystem::path app_secret_file;
  std::filesystem::path app_secret_previous_file;  // "" but during a rotation
  std::filesystem::path verify_token_file;
  std::filesystem::path access_token_file;
  std::string graph_url = "https://graph.facebook.com/v25.0";  // no slash at the end
  bool operator==(const ChannelSettings&) const = default;
};

// Every key but `id` and `kind`, which are the same for all kinds.
void ReadChannelSettings(bridge::SettingsSection& section, ChannelSettings& channel);

}  // namespace chartbridge::whatsapp
