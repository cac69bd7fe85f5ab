// A folder with a settings file and the secrets that it names.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "bridge/app/settings.h"

namespace chartbridge {

class SettingsFolder : public testing::Test {
 protected:
  using Faults = std::vector<Issue>;

  SettingsFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "settings-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    Write("master.key", "1 " + std::string(64, 'a') + "\n");
    for (const char* secret : {"app", "verify", "access"})
      Write(secret, std::string(secret) + "-secret\n");
  }
  ~SettingsFolder() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path Write(const std::string& name, const std::string& text,
                              unsigned mode = 0600) {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    std::filesystem::permissions(path, std::filesystem::perms(mode));
    return path;
  }

  Result<Settings, Faults> Load(const std::string& toml, const Environment& environment = {},
                                SecretFiles secrets = SecretFiles::kMustBeGood) {
    return LoadSettings(Write("chartbridge.toml", toml), environment, {}, secrets);
  }

  // The texts of all faults, one per line; "" when there is none.
  static std::string Sentences(const Result<Settings, Faults>& loaded) {
    std::string text;
    if (!loaded) {
      for (const Issue& fault : loaded.error()) text += fault.text + "\n";
    }
    return text;
  }

  static inline const std::string kChannel =
      "[[channel]]\nid = \"main\"\nphone_number_id = \"109876543210987\"\napp_secret_file = "
      "\"app\"\n"
      "verify_token_file = \"verify\"\naccess_token_file = \"access\"\n";

  std::filesystem::path folder_;
};

}  // namespace chartbridge
