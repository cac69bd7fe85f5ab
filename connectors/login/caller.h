// Who stands behind a request: somebody signed in, an API token, or nobody.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/people.h"

namespace chartbridge::login {

struct Caller {
  enum class Kind { kNobody, kSession, kToken };
  Kind kind = Kind::kNobody;
  std::string actor;  // "user:<account id>", "token:<token id>"; how the audit names them
  std::vector<std::string> roles;
  bridge::Account account;       // of a session; secrets left out
  bridge::LoginSession session;  // of a session
  bool stepped_up = false;       // the second factor was given within the last 5 minutes
};

// Whoever has the machine itself: commands of the program. May do all that an administrator may.
inline Caller CommandLine() { return {Caller::Kind::kToken, "cli", {"admin"}, {}, {}, true}; }

}  // namespace chartbridge::login
