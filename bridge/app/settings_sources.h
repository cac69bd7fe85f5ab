// Where settings come from: the TOML file, the environment, flags of the command line; laid over
// each other as one tree, before anybody asks what the keys mean.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bridge/app/settings.h"
#include "fhir/json/value.h"

namespace chartbridge {

// `origins` names the environment variable of each key that came from one: its value is text,
// whatever type the key has.
struct SettingsTree {
  fhir::json::Value root{fhir::json::Object{}};
  std::map<std::string, std::string> origins;
  std::vector<Issue> faults;
};

SettingsTree ReadSources(const std::optional<std::filesystem::path>& file,
                         const Environment& environment, const SettingFlags& flags);

}  // namespace chartbridge
