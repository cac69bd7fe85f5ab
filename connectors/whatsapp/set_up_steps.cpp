#include "connectors/whatsapp/set_up_steps.h"

#include "words/say.h"

namespace chartbridge::whatsapp {
namespace {

bridge::SetUpValue File(std::string label, const std::filesystem::path& path) {
  return {std::move(label), path.string(), false};
}

bridge::SetUpValue Copied(std::string label, const std::string& value, words::Statement instead) {
  if (value.empty()) return {std::move(label), "", false, std::move(instead)};
  return {std::move(label), value, true, {}};
}

}  // namespace

bool IsSimulated(const ChannelSettings& channel) {
  return channel.graph_url.find("/simulator/") != std::string::npos;
}

std::string CallbackUrl(const std::string& public_url) {
  return public_url.empty() ? "" : public_url + kRoute;
}

std::vector<bridge::SetUpStep> DescribeSteps(const std::string& public_url,
                                             const ChannelSettings& channel) {
  return {
      {"public-address", {Copied("public-address", public_url, words::Say("not-set"))}},
      {"app-secret", {File("file-of-the-app-secret", channel.app_secret_file)}},
      {"number",
       {{"phone-number-id", channel.phone_number_id, true},
        {"graph-api", channel.graph_url, false}}},
      {"access-token",
       {File("file-of-the-access-token", channel.access_token_file),
        {"permissions", "whatsapp_business_messaging, whatsapp_business_management", false}}},
      {"verify-token",
       {{"verify-token", "", false,
         words::Say("in-file", {{"file", channel.verify_token_file.string()}})}}},
      {"callback", {Copied("callback-url", CallbackUrl(public_url), words::Say("address-first"))}},
      {"subscription",
       {{"field", "messages", true},
        {"fields-of-app-number", "messages, smb_message_echoes, smb_app_state_sync, history",
         false}}},
      {"registration", {{"call", "POST /" + channel.phone_number_id + "/register", true}}},
      {"first-message", {}},
  };
}

}  // namespace chartbridge::whatsapp
