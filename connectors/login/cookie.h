// What a browser sends along: the cookie, the origin, the token against forged requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/exchange.h"
#include "connectors/http/own_addresses.h"

namespace chartbridge::login {

// `secure`: the browser speaks https to us. Without it the cookie can have neither the __Host-
// prefix nor Secure: Firefox drops both on http://127.0.0.1.
std::string SetCookie(bool secure, const std::string& token);
std::string DropCookie(bool secure);
// "" when there is none, or more than one.
std::string ReadCookie(bool secure, const http::Request& request);

// The token of "Authorization: Bearer …"; nullopt without an Authorization header; "" when it is of
// another kind.
std::optional<std::string> ReadBearer(const http::Request& request);

enum class Origin {
  kOurs,
  kUnsaid,  // no Origin header
  kForeign,
};
// Compares Origin with the name of ours that the request came by; believes Sec-Fetch-Site where it
// is sent.
Origin OriginOf(const http::OwnAddresses& own, const http::Request& request);

}  // namespace chartbridge::login
