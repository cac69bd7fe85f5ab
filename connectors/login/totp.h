// Time-based one-time codes (RFC 6238) by liboath: SHA-1, 6 digits, 30 seconds, 160-bit secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace chartbridge::login {

std::string RandomSecret(Entropy& entropy);  // 20 bytes

std::int64_t StepAt(Instant now);
Instant StartOf(std::int64_t step);
// "" when the library refuses the secret.
std::string CodeOf(const std::string& secret, std::int64_t step);

// The step that `code` belongs to, if it may be taken now: this step, or in its first 10 seconds
// the one before; never one that is not later than `taken`.
std::optional<std::int64_t> AcceptedStep(const std::string& secret, std::string_view code,
                                         Instant now, std::int64_t taken);
// As typed, without spaces; "" when it is no code of six digits.
std::string ReadCode(std::string_view typed);

std::string ToBase32(std::string_view bytes);
// otpauth://totp/…, as authenticator apps read it.
std::string ToUri(const std::string& issuer, const std::string& account, const std::string& secret);

}  // namespace chartbridge::login
