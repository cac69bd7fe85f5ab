// docs/chartbridge.sample.toml is the manual: it must say the defaults, and name every key.
#include <set>
#include <sstream>

#include "tests/bridge/app/settings_folder.h"

namespace chartbridge {
namespace {

std::string Sample() {
  std::ifstream file(CHARTBRIDGE_TESTS_DIR "/../docs/chartbridge.sample.toml");
  return {(std::istreambuf_iterator<char>(file)), {}};
}

bool IsCommentedKey(const std::string& line) {
  return line.size() > 1 && line[0] == '#' &&
         (line[1] == '[' || (line[1] >= 'a' && line[1] <= 'z'));
}

// Each "section.key", those behind "#" too.
std::set<std::string> KeysOf(const std::string& toml) {
  std::set<std::string> keys;
  std::istringstream lines(toml);
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (IsCommentedKey(line)) line.erase(0, 1);
    if (line.starts_with('[')) {
      section =
          line.substr(line.find_first_not_of('['), line.find(']') - line.find_first_not_of('['));
    } else if (!line.empty() && line[0] != '#') {
      keys.insert(section + "." + line.substr(0, line.find(' ')));
    }
  }
  return keys;
}

// Everything switched on: of two values for one key the commented one, and basic log-in.
std::string Uncommented(const std::string& sample) {
  std::istringstream lines(sample);
  std::string toml;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("url = \"sqlite") || line.starts_with("#token_file")) continue;
    if (IsCommentedKey(line)) line.erase(0, 1);
    toml += line + "\n";
  }
  return toml;
}

TEST_F(SettingsFolder, TheSampleSaysTheDefaults) {
  const auto defaults = Load("");
  const auto sample = Load(Sample());
  ASSERT_TRUE(sample) << Sentences(sample);
  EXPECT_EQ(*sample, *defaults);
}

TEST_F(SettingsFolder, WhatTheSampleShowsBehindACommentLoads) {
  const auto loaded = Load(Uncommented(Sample()), {}, SecretFiles::kNotLookedAt);
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(loaded->channels.size(), 1U);
  EXPECT_EQ(loaded->clinic.hours.size(), 1U);
  EXPECT_EQ(loaded->channels[0].graph_url, ChannelSettings().graph_url);
}

TEST_F(SettingsFolder, TheSampleNamesEveryKeyThatIsPrinted) {
  const auto full = Load(Uncommented(Sample()), {}, SecretFiles::kNotLookedAt);
  ASSERT_TRUE(full) << Sentences(full);
  Settings settings = *full;
  settings.ehr.token_file = "x";
  EXPECT_EQ(KeysOf(PrintSettings(settings)), KeysOf(Sample()));
}

}  // namespace
}  // namespace chartbridge
