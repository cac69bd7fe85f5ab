// UTF-8 that strangers wrote: checked, repaired, and turned into UTF-16 where an order needs it.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::fhir::json {

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);

// Each byte that cannot be read becomes U+FFFD; valid text comes back unchanged.
std::string ToValidUtf8(std::string_view text);

// Invalid bytes become U+FFFD.
std::u16string ToUtf16(std::string_view text);

}  // namespace chartbridge::fhir::json
