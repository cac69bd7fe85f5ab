// Settings and store as the commands open them, with the sentences for what went wrong.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bridge/app/commands.h"
#include "bridge/app/parts.h"

namespace chartbridge {

// The settings file that --config or the default places name; nullopt when there is none.
std::optional<std::filesystem::path> FindConfig(const Common& common);

// nullopt after all faults were printed.
std::optional<Settings> OpenSettings(const Common& common,
                                     SecretFiles secrets = SecretFiles::kMustBeGood);

// Opens settings and store, runs `work`, closes. The code of `work`, or 1 or 2 after a sentence.
int WithStore(const Common& common, const std::function<int(const Settings&, StoreParts&)>& work);

// The item that a key or a provider's id names; nullopt after a sentence.
std::optional<bridge::ItemRow> FindItem(StoreParts& parts, const Settings& settings,
                                        const std::string& name);

std::optional<std::string> ReadWholeFile(const std::string& path);

}  // namespace chartbridge
