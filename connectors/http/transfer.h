// One call over one session: the request out, the answer in, one deadline for all of it.
#pragma once

#include "connectors/http/session.h"

namespace chartbridge::http {

struct Transfer {
  Result<Answer, Failure> answer;
  bool reusable = false;     // the session ended the call in step with the server
  bool untouched = false;    // the server closed before it said anything
  bool unsent = false;       // and not a byte had left
  bool until_close = false;  // nothing but the end of the connection said where the answer ends
};

// The bytes before the body. nullopt: a method, name or value that would be read as something else.
std::optional<std::string> CallHead(const Call& call, const Url& url,
                                    const std::string& user_agent);

Transfer Perform(const Call& call, const std::string& head, Session& session, Deadline deadline);

}  // namespace chartbridge::http
