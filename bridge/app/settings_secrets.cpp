#include "bridge/app/secret_file.h"
#include "bridge/app/settings_parts.h"
#include "connectors/crypto/keyring.h"

namespace chartbridge {
namespace {

// `needed`: what to do when nothing is named.
void CheckSecret(const std::string& key, const std::filesystem::path& path, std::string_view needed,
                 Reading& reading) {
  if (path.empty()) {
    if (!needed.empty()) reading.Refuse(key, needed);
    return;
  }
  if (const auto secret = ReadSecret(path); !secret)
    reading.Refuse(key, "cannot be used: " + secret.error().text);
}

void CheckMasterKey(const Settings& settings, Reading& reading) {
  const std::string key = "keys.master_file";
  const auto master = ReadSecret(settings.keys.master_file);
  if (!master) {
    const bool absent = master.error().kind == FailureKind::kNotFound;
    reading.Refuse(key, "cannot be used: " + master.error().text +
                            (absent ? " Make it with `chartbridge keys create`." : ""));
  } else if (const auto ring = crypto::KeyRing::Read(*master, "settings"); !ring) {
    reading.Refuse(key, "is not usable: " + ring.error().text);
  }
}

}  // namespace

void CheckSecrets(const Settings& settings, Reading& reading) {
  CheckMasterKey(settings, reading);
  CheckSecret("store.password_file", settings.store.password_file, "", reading);
  for (std::size_t i = 0; i < settings.channels.size(); ++i) {
    const ChannelSettings& channel = settings.channels[i];
    const std::string key = "channel[" + std::to_string(i) + "].";
    CheckSecret(key + "app_secret_file", channel.app_secret_file,
                "is missing; it names the file with the app secret that signs the webhooks",
                reading);
    CheckSecret(key + "app_secret_previous_file", channel.app_secret_previous_file, "", reading);
    CheckSecret(key + "verify_token_file", channel.verify_token_file,
                "is missing; it names the file with the token of the webhook handshake", reading);
    CheckSecret(key + "access_token_file", channel.access_token_file,
                "is missing; it names the file with the token for the Graph API", reading);
  }
  const EhrSettings& ehr = settings.ehr;
  CheckSecret("ehr.password_file", ehr.password_file,
              ehr.auth == "basic" ? "is needed for auth = \"basic\"" : "", reading);
  CheckSecret("ehr.token_file", ehr.token_file,
              ehr.auth == "bearer" ? "is needed for auth = \"bearer\"" : "", reading);
}

}  // namespace chartbridge
