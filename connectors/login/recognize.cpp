// Who stands behind a request.
#include "connectors/crypto/crypto.h"
#include "connectors/login/cookie.h"
#include "connectors/login/inside.h"
#include "connectors/login/secrets.h"

namespace chartbridge::login {

using bridge::Account;
using bridge::ApiToken;
using bridge::LoginSession;

namespace {

constexpr std::chrono::minutes kSeenStep{1};  // how exactly `seen` is kept

// Why the session is over; "" when it is not.
std::string Over(const LoginSession& session, Instant now) {
  if (now - session.created >= kLongest) return "absolute";
  return now - session.seen >= kIdle ? "idle" : "";
}

}  // namespace

// Account and session are read each time: who is disabled or loses a role loses it at once.
Caller Login::Inside::OfSession(const std::string& cookie) {
  const auto session = people.FindSession(HashOf(cookie));
  if (!session) return {};
  const Instant now = clock.Now();
  const auto account = people.ReadAccount(session->account);
  if (!account || !account->active || !account->enrolled) return {};
  if (const std::string why = Over(*session, now); !why.empty()) {
    (void)people.EndSession(session->id,
                            {Entry("session.revoked", ActorOf(*account), session->id, why)});
    return {};
  }
  Caller caller{Caller::Kind::kSession,   ActorOf(*account), account->roles,
                WithoutSecrets(*account), *session,          now - session->verified < kStepUp};
  if (now - session->seen >= kSeenStep) KeepAlive(caller.session, now);
  return caller;
}

// Only while the token is still the one that was sent: a step-up meanwhile gave the session
// another.
void Login::Inside::KeepAlive(LoginSession& session, Instant now) {
  const std::lock_guard lock(moving);
  auto current = people.FindSession(session.token);
  if (!current) return;
  current->seen = now;
  if (people.MoveSession(*current, {})) session = *current;
}

Caller Login::Inside::OfToken(const std::string& bearer) {
  if (!bearer.starts_with(kApiTokenPrefix)) return {};
  const auto token = people.FindToken(HashOf(bearer));
  if (!token || token->revoked || token->until <= clock.Now()) return {};
  if (token->made_by != "cli") {
    const auto maker = people.ReadAccount(token->made_by);
    if (!maker || !maker->active) return {};
  }
  return {Caller::Kind::kToken, "token:" + token->id, {token->role}, {}, {}, false};
}

// An Authorization header decides alone: a cookie that rides along must not add anything to it.
Caller Login::Recognize(const http::Request& request) {
  if (const auto bearer = ReadBearer(request)) return inside_->OfToken(*bearer);
  const std::string cookie = ReadCookie(inside_->settings.secure_cookie, request);
  return cookie.empty() ? Caller{} : inside_->OfSession(cookie);
}

bool Login::MayChange(const Caller& caller, const http::Request& request) const {
  const Origin origin = OriginOf(inside_->settings.secure_cookie, request);
  switch (caller.kind) {
    case Caller::Kind::kToken:
      return true;
    case Caller::Kind::kNobody:
      return origin != Origin::kForeign;
    case Caller::Kind::kSession:
      break;
  }
  const auto csrf = http::FindHeader(request.headers(), "X-CSRF-Token");
  return origin == Origin::kOurs && csrf && !csrf->empty() &&
         crypto::ConstantTimeEqual(*csrf, caller.session.csrf);
}

}  // namespace chartbridge::login
