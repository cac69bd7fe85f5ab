// What a request asks for (RFC 9112 section 3.2), percent-decoded once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/exchange.h"

namespace chartbridge::http {

struct Target {
  std::string path;
  std::string raw_query;
  Pairs query;
};

// Origin form, or absolute form with its authority dropped. nullopt: an escape that is none, a path
// with a ".." segment, NUL, control character, backslash or an escaped slash, or text that is not
// UTF-8. Such a target means one thing to us and another to the next reader.
std::optional<Target> ParseTarget(std::string_view text);

}  // namespace chartbridge::http
