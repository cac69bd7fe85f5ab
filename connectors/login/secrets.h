// Secrets that are handed out once, and what is stored instead of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace chartbridge::login {

inline constexpr std::string_view kApiTokenPrefix = "cb_";

std::string RandomToken(Entropy& entropy);   // 256 bit, base64url, 43 characters
std::string HashOf(std::string_view token);  // SHA-256 in hex

// Ten of ten base32 characters (50 bit each).
std::vector<std::string> RandomRecoveryCodes(Entropy& entropy);
// As typed: case, spaces and hyphens do not count. "" when it is no recovery code.
std::string ReadRecoveryCode(std::string_view typed);

}  // namespace chartbridge::login
