// Signing in (reference/audit-and-roles.md section 6): local accounts with Argon2id and a required
// second factor, recovery codes, guessing limits, sessions, API tokens, and what apps were granted.
// The one place that says who sends a request, and the one that ends things: whatever a session, an
// account or a token stood for is over with it, at once and for every process on the same store.
// The seam for OIDC is here: another way to come to a Caller with a session.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "bridge/access/roles.h"
#include "bridge/ports/audit.h"
#include "connectors/http/exchange.h"
#include "connectors/http/own_addresses.h"
#include "connectors/login/apps.h"
#include "connectors/login/caller.h"
#include "connectors/login/internal_token.h"

namespace chartbridge::login {

inline constexpr std::chrono::minutes kIdle{15};   // without a request a session is over
inline constexpr std::chrono::hours kLongest{12};  // so it is after this, whatever comes
inline constexpr std::chrono::minutes kStepUp{5};  // how long a proof of two factors vouches
inline constexpr int kLongestTokenDays = 90;

struct LoginSettings {
  // Without https the cookie has no __Host- prefix.
  http::OwnAddresses own{"127.0.0.1", 8080, ""};
  std::optional<InternalToken> internal;  // what the bridge shows to itself; nullopt: nothing
  std::string issuer = "chartbridge";     // what an authenticator app shows
  std::vector<std::string> first_roles{"admin", "compliance"};  // of the account that set-up makes
  std::string first_practitioner;      // whom it stands for in the EHR, "" for nobody
  std::vector<std::string> own_words;  // names of the clinic: no password may be made of them
  // Addresses of the reverse proxies whose X-Forwarded-For is believed; of nobody else's.
  std::vector<std::string> trusted_proxies;
};

// Why somebody is not let in. `text` is the same for a wrong name, password or code.
struct Denied {
  enum class Why {
    kWrong,
    kBlocked,
    kWeakPassword,
    kLinkUsed,
    kNameTaken,
    kForbidden,
    kWorld,
    kConflict,  // somebody changed it meanwhile: read again
  };
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

struct Invited {
  bridge::Account account;  // as it is stored; secrets left out
  std::string token;        // of the link, see SetUpLink
};

struct Names {
  std::string name, display_name, password, language;
};

// Where a set-up token leads; `base` without a slash at the end. In the fragment, which browsers
// send to nobody.
std::string SetUpLink(const std::string& base, const std::string& token);

// A page's own look for news, by GET: X-Background says so. It shows that a page is open, not that
// somebody is there.
bool IsBackground(const http::Request& request);

// Any thread.
class Login {
 public:
  // All outlive this. `audit` takes the failed sign-ins: they go with no change of state.
  Login(const LoginSettings& settings, bridge::People& people, const bridge::access::Roles& roles,
        Clock& clock, Entropy& entropy, bridge::AuditTrail& audit);
  ~Login();

  // Who sends this request: a bearer token (API, app, the bridge itself), else a cookie. Never
  // fails: nobody is an answer. Moves the idle clock of the session, an app's too, unless the
  // request is in the background. Read from the store each time: who is disabled, loses a role or
  // signs out elsewhere loses it at once.
  Caller Authenticate(const http::Request& request);
  // A state-changing request of a session: the Origin is ours and X-CSRF-Token is right. Of nobody
  // (sign-in, set-up): no browser says that another site sends it. A bearer token may always.
  bool MayChange(const Caller& caller, const http::Request& request) const;

  // `code`: of the authenticator, or a recovery code.
  Answer<Started> SignIn(const std::string& name, const std::string& password,
                         const std::string& code, const http::Request& request);
  // Gives the second factor again; the session goes on under a new id.
  Answer<Started> StepUp(const Caller& caller, const std::string& code,
                         const http::Request& request);
  void SignOut(const Caller& caller);
  // kNotFound unless it is a session of the caller's own account.
  Result<void, Failure> EndSession(const Caller& caller, const std::string& session);
  std::string EndCookie() const;  // value of Set-Cookie that ends it

  // The one-time link: names and password first, then a code that proves the second factor. Both
  // give kLinkUsed when the link is not known, used or over; kWeakPassword when the password or the
  // name cannot be taken, with the reason. The name that an administrator gave stays.
  Answer<Enrolment> BeginSetUp(const std::string& link, const Names& names);
  // Ends the set-up: the recovery codes, shown once.
  Answer<std::vector<std::string>> EndSetUp(const std::string& link, const std::string& code);
  // A link for a new account (version 0), or for one whose factor was lost: password, factor and
  // sessions are gone then.
  Answer<Invited> Invite(const Caller& by, const bridge::Account& account);
  // Roles, active, display name, language and practitioner of `account`; its version must be the
  // one that is there (kConflict). Who loses a role, or is disabled, loses the sessions too, and
  // whoever is disabled the API tokens that they made. Never takes the last one of admin or
  // compliance away, whoever else changes another one meanwhile, nor changes one's own roles.
  Answer<bridge::Account> Change(const Caller& by, const bridge::Account& account);
  // The link token of the first start, a fresh one at each start until it is used; nullopt when
  // another account exists already.
  std::optional<std::string> FirstLink();

  Answer<std::vector<std::string>> NewRecoveryCodes(const Caller& caller);
  Answer<void> ChangePassword(const Caller& caller, const std::string& old_password,
                              const std::string& new_password);
  // At most 90 days; the token itself is shown once.
  Answer<std::string> MakeToken(const Caller& by, const std::string& name, const std::string& role,
                                int days);

  // A bearer token for an app, good until `until` and while the session of the grant lasts.
  std::string GrantApp(const AppGrant& grant, Instant until);
  // Takes back what came of this grant (AppGrant::origin).
  void RevokeApp(const std::string& origin);
  // The person behind a session that still lasts; nobody otherwise.
  Caller OfSession(const std::string& account, const std::string& session);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chartbridge::login
