// The settings file as a tree. The only place that sees the TOML library.
#pragma once

#include <filesystem>

#include "bridge/app/settings_sources.h"

namespace chartbridge {

// Puts what the file says into tree.root, or its faults into tree.faults.
void ReadTomlFile(const std::filesystem::path& file, SettingsTree& tree);

}  // namespace chartbridge
