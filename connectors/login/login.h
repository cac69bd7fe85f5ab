// Signing in (reference/audit-and-roles.md section 6): local accounts with Argon2id and a required
// second factor, recovery codes, guessing limits, sessions, API tokens. The seam for OIDC is here:
// another way to come to a Caller with a session.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bridge/access/roles.h"
#include "bridge/ports/clock.h"
#include "connectors/http/exchange.h"
#include "connectors/login/caller.h"

namespace chartbridge::login {

struct LoginSettings {
  bool secure_cookie = true;  // false only under http://127.0.0.1: then the cookie has no __Host- prefix
  std::string issuer = "chartbridge";  // what an authenticator app shows
  std::vector<std::string> first_roles{"admin", "compliance"};  // of the account that set-up makes
};

// Why somebody is not let in. `text` is the same for a wrong name, password or code.
struct Denied {
  enum class Why { kWrong, kBlocked, kWeakPassword, kLinkUsed, kNameTaken, kForbidden, kWorld };
  Why why = Why::kWrong;
  std::string text;
  int retry_after = 0;  // seconds, with kBlocked
};
template <class T>
using Answer = Result<T, Denied>;

struct Started {  // a session that has begun
  Caller caller;
  std::string cookie;  // value of Set-Cookie
};

struct Enrolment {  // what is shown once while somebody sets up the second factor
  bridge::Account account;
  std::string secret_base32;
  std::string uri;  // otpauth://…
};

struct Names {
  std::string name, display_name, password, language;
};

// Any thread.
class Login {
 public:
  // All outlive this.
  Login(const LoginSettings& settings, bridge::People& people, const bridge::access::Roles& roles,
        bridge::Clock& clock, bridge::Entropy& entropy);
  ~Login();

  // Who sends this request: its cookie or bearer token. Never fails: nobody is an answer. Moves the
  // session's idle clock.
  Caller Recognize(const http::Request& request);
  // A state-changing request of a session: the Origin is ours and X-CSRF-Token is right.
  bool MayChange(const Caller& caller, const http::Request& request) const;

  // `code`: of the authenticator, or a recovery code.
  Answer<Started> SignIn(const std::string& name, const std::string& password,
                         const std::string& code, const http::Request& request);
  // Gives the second factor again; the session goes on under a new id.
  Answer<Started> StepUp(const Caller& caller, const std::string& code,
                         const http::Request& request);
  void SignOut(const Caller& caller);
  std::string EndCookie() const;  // value of Set-Cookie that ends it

  // The one-time link: names and password first, then a code that proves the second factor. The
  // first gives kLinkUsed when the link is not known, used or over.
  Answer<Enrolment> BeginSetUp(const std::string& link, const Names& names);
  // Ends the set-up: the recovery codes, shown once.
  Answer<std::vector<std::string>> EndSetUp(const std::string& link, const std::string& code);
  // A link for a new account, or for one whose factor was lost. The token goes into the link's
  // fragment, never into a query.
  Answer<std::string> Invite(const Caller& by, const bridge::Account& account);
  // The link of the first start; nullopt when an account exists already.
  std::optional<std::string> FirstLink();

  Answer<std::vector<std::string>> NewRecoveryCodes(const Caller& caller);
  Answer<void> ChangePassword(const Caller& caller, const std::string& old_password,
                              const std::string& new_password);
  // At most 90 days; the token itself is shown once.
  Answer<std::string> MakeToken(const Caller& by, const std::string& name, const std::string& role,
                                int days);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace chartbridge::login
