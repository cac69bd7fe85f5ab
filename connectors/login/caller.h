// Who stands behind a request, whatever it was recognised by: Login::Authenticate.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/people.h"

namespace chartbridge::login {

// How surely somebody was recognised (NIST SP 800-63B, assurance levels 1 and 2).
enum class Strength { kNone, kOneFactor, kTwoFactors };

struct Caller {
  enum class Kind {
    kNobody,
    kSession,  // a person in a browser, by cookie
    kToken,    // a program, by API token
    kApp,      // an app that a person let in (SMART), by access token
    kBridge,   // the bridge itself, from this machine
  };
  Kind kind = Kind::kNobody;
  std::string actor{};  // "user:<account id>", "token:<token id>"; how the audit names them
  std::vector<std::string> roles{};  // of an app: of the person behind it
  bridge::Account account{};         // of a session and of an app; secrets left out
  bridge::LoginSession session{};    // of a session, and the one that an app lives by
  // Fresh enough for what wants a second look: two factors, the last given within kStepUp.
  bool stepped_up = false;
  Strength strength = Strength::kNone;
  std::string patient{};  // of an app: the one that it was let in for, "Patient/1"
  std::string scope{};    // of an app: what it was granted, in SMART's words
};

// Whoever has the machine itself: commands of the program. May do all that an administrator may.
inline Caller CommandLine() {
  Caller caller{Caller::Kind::kToken, "cli", {"admin"}};
  caller.stepped_up = true;
  return caller;
}

}  // namespace chartbridge::login
