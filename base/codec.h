// Bytes as text and back: hexadecimal, base64, percent-encoding.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/issue.h"
#include "base/result.h"

namespace chartbridge {

std::string ToHex(std::span<const unsigned char> bytes);  // lower case
Result<std::string, Issue> FromHex(std::string_view hex);

std::string ToBase64(std::string_view bytes);
std::string ToBase64Url(std::string_view bytes);  // RFC 4648 section 5, without padding
Result<std::string, Issue> FromBase64(std::string_view text);

// Percent-encodes everything but RFC 3986's unreserved characters: one component of a path or
// query.
std::string Escape(std::string_view component);

}  // namespace chartbridge
