// Where a call goes (RFC 3986), split without decoding: what the caller escaped stays escaped.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chartbridge::http {

struct Url {
  bool tls = false;
  std::string host;  // lower case, without brackets
  int port = 0;
  std::string authority;  // as the Host header has it
  std::string target;     // path and query, starts with "/"
  std::string Origin() const;
};

// nullopt: another scheme than http or https, user information, a fragment, a host or port that is
// none, or a byte that is not visible ASCII.
std::optional<Url> ParseUrl(std::string_view text);

}  // namespace chartbridge::http
