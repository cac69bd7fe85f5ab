// HKDF-SHA256 in full (RFC 5869), for whoever needs another length or a salt. Keys of 32 bytes by
// purpose come from DeriveKey of crypto.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chartbridge::crypto {

// `length` of at most 255 * 32 bytes; more ends the process (RFC 5869 section 2.3).
std::string Hkdf(std::string_view key, std::string_view salt, std::string_view info,
                 std::size_t length);

}  // namespace chartbridge::crypto
