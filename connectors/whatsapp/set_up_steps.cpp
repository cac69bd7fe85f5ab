#include "connectors/whatsapp/set_up_steps.h"

namespace chartbridge::whatsapp {
namespace {

bridge::SetUpStep Step(std::string id, std::string title, std::string explain,
                       std::vector<bridge::SetUpValue> values) {
  return {std::move(id), std::move(title), std::move(explain), std::move(values)};
}

bridge::SetUpValue File(std::string label, const std::filesystem::path& path) {
  return {std::move(label), path.string(), false};
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
  const std::string& address = public_url;
  const std::string callback = CallbackUrl(public_url);
  return {
      Step("public-address", "A public https address",
           "Meta calls this service over https, with a certificate of a public authority. Set "
           "[server] public_url.",
           {{"Public address", address.empty() ? "not set" : address, !address.empty()}}),
      Step("app-secret", "The app secret",
           "In the app at developers.facebook.com: App settings, Basic. Write it to the file that "
           "app_secret_file names; only the service may read it.",
           {File("File of the app secret", channel.app_secret_file)}),
      Step("number", "The number",
           "In the app: WhatsApp, API Setup. Copy the phone number ID, not the number, into "
           "phone_number_id.",
           {{"Phone number ID", channel.phone_number_id, true},
            {"Graph API", channel.graph_url, false}}),
      Step("access-token", "A token that lasts",
           "In Business settings, System users: a token for a system user that has the app and the "
           "WhatsApp account. The token of the API Setup page dies after a day.",
           {File("File of the access token", channel.access_token_file),
            {"Permissions", "whatsapp_business_messaging, whatsapp_business_management", false}}),
      Step("verify-token", "The verify token",
           "A long random text of your own, in the file that verify_token_file names. Meta asks "
           "for it once, when the callback is saved.",
           {{"Verify token", "what stands in " + channel.verify_token_file.string(), false}}),
      Step("callback", "The callback",
           "In the app: WhatsApp, Configuration, Webhook, Edit. Paste the URL and the verify "
           "token; Verify and save calls this service at once.",
           {{"Callback URL", callback.empty() ? "set the public address first" : callback,
             !callback.empty()}}),
      Step("subscription", "The subscription",
           "On the same page, subscribe the field. Set the app to Live, and subscribe it to the "
           "WhatsApp account: POST /{WABA-ID}/subscribed_apps. Numbers that stay in the WhatsApp "
           "Business app take the other fields as well.",
           {{"Field", "messages", true},
            {"Fields of a number in the WhatsApp Business app",
             "messages, smb_message_echoes, smb_app_state_sync, history", false}}),
      Step("registration", "The registration",
           "A number that was just confirmed is registered for the Cloud API with a PIN of your "
           "own. Until then nobody can write to it.",
           {{"Call", "POST /" + channel.phone_number_id + "/register", true}}),
      Step("first-message", "The first message",
           "Write to the number from a telephone that is in a patient's record.", {}),
  };
}

}  // namespace chartbridge::whatsapp
