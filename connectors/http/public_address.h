// Which addresses belong to the public internet. A link that a stranger may choose must not lead
// into our own network or to a cloud's metadata service.
#pragma once

#include <string>

namespace chartbridge::http {

// `address` in numbers, v4 or v6, without brackets. False for everything that IANA's registries of
// special-purpose addresses (RFC 6890) keep, also when wrapped into v6, and for what is no address.
bool IsPublicAddress(const std::string& address);

}  // namespace chartbridge::http
