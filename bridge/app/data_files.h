// The folder that holds settings, secrets and embedded stores, and what is first put into it.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"

namespace chartbridge {

std::filesystem::path DataFolder();                        // CHARTBRIDGE_DATA, else ./var
bool MakeDataFolder(const std::filesystem::path& folder);  // for its owner alone
// Readable by its owner alone from the first moment on. False when it is there already.
bool WriteSecret(const std::filesystem::path& path, const std::string& text);
std::string RandomWord(Entropy& entropy);  // 192 bits in hex, and a line end

}  // namespace chartbridge
