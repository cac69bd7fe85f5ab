// The head of a server's answer, read as strictly as a request's.
#pragma once

#include <optional>
#include <string_view>

#include "connectors/http/fields.h"

namespace chartbridge::http {

struct ParsedResponseHead {
  int status = 0;
  Pairs fields;
  Framing framing;
  bool keep_alive = true;
};

// `head` ends with the empty line. nullopt: not an answer of HTTP/1.0 or 1.1, or one whose end
// cannot be told for sure.
std::optional<ParsedResponseHead> ParseResponseHead(std::string_view head);

}  // namespace chartbridge::http
