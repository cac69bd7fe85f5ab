// The head of a request, read by the letter of RFC 9112. Pure: bytes in, a head or a status out.
#pragma once

#include <string>
#include <string_view>

#include "connectors/http/fields.h"
#include "connectors/http/target.h"

namespace chartbridge::http {

struct RequestHead {
  std::string method;
  Target target;
  Pairs fields;
  Framing framing;
  bool keep_alive = true;
  bool expects_continue = false;
  bool speaks_1_0 = false;
};

// `head` ends with the empty line. The error is the status to answer with before closing.
Result<RequestHead, int> ParseRequestHead(std::string_view head);

}  // namespace chartbridge::http
