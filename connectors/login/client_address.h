// Where a request comes from, as far as it can be believed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge::login {

// One spelling per address; IPv4 inside IPv6 is IPv4. "" for what is no address.
std::string ReadAddress(std::string_view text);

// The other end; when that is one of `proxies`, the last address of X-Forwarded-For that is none of
// them. "unknown" when there is none.
std::string ClientAddress(const http::Request& request, const std::vector<std::string>& proxies);

// The /24 or /64 that an address belongs to: what one guesser usually has.
std::string NetworkOf(const std::string& address);

}  // namespace chartbridge::login
