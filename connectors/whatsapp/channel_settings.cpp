#include "connectors/whatsapp/channel_settings.h"

namespace chartbridge::whatsapp {

void ReadChannelSettings(bridge::SettingsSection& section, ChannelSettings& channel) {
  channel.phone_number_id = section.Text("phone_number_id");
  const std::string& number = channel.phone_number_id;
  if (number.empty() || number.size() > 32 ||
      number.find_first_not_of("0123456789") != std::string::npos) {
    section.Refuse("phone_number_id",
                   "must be the number's id at Meta: digits, not the number itself");
  }
  channel.app_secret_file = section.Path("app_secret_file");
  channel.app_secret_previous_file = section.Path("app_secret_previous_file");
  channel.verify_token_file = section.Path("verify_token_file");
  channel.access_token_file = section.Path("access_token_file");
  channel.graph_url = section.Url("graph_url", channel.graph_url);
}

}  // namespace chartbridge::whatsapp
