// Who stands behind a request.
#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "connectors/login/cookie.h"
#include "connectors/login/login_impl.h"
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

Caller Login::Impl::OfSession(const LoginSession& session, bool background) {
  const Instant now = clock.Now();
  const auto account = people.ReadAccount(session.account);
  if (!account || !account->active || !account->enrolled) return {};
  if (const std::string why = Over(session, now); !why.empty()) {
    (void)people.EndSession(session.id,
                            {Entry("session.revoked", ActorOf(*account), session.id, why)});
    return {};
  }
  Caller caller;
  caller.kind = Caller::Kind::kSession;
  caller.actor = ActorOf(*account);
  caller.roles = account->roles;
  caller.account = WithoutSecrets(*account);
  caller.session = session;
  caller.strength = Strength::kTwoFactors;  // nobody signs in with less
  caller.stepped_up = caller.strength >= Strength::kTwoFactors && now - session.verified < kStepUp;
  if (!background && now - session.seen >= kSeenStep) KeepAlive(caller.session, now);
  return caller;
}

Caller Login::Impl::OfCookie(const std::string& cookie, bool background) {
  const auto session = people.FindSession(HashOf(cookie));
  return session ? OfSession(*session, background) : Caller{};
}

std::optional<LoginSession> Login::Impl::FindSession(const std::string& account,
                                                     const std::string& session) {
  const auto open = people.Sessions(account);
  if (!open) return std::nullopt;
  const auto found = std::find_if(open->begin(), open->end(),
                                  [&](const LoginSession& one) { return one.id == session; });
  return found == open->end() ? std::nullopt : std::optional(*found);
}

// The app acts for the person: what their roles allow now, not when the token was made.
Caller Login::Impl::OfApp(const AppGrant& grant, bool background) {
  const auto session = FindSession(grant.account, grant.session);
  Caller caller = session ? OfSession(*session, background) : Caller{};
  if (caller.kind == Caller::Kind::kNobody) return caller;
  caller.kind = Caller::Kind::kApp;
  caller.strength = Strength::kOneFactor;
  caller.stepped_up = false;
  caller.patient = grant.patient;
  caller.scope = grant.scope;
  return caller;
}

// Only while the token is still the one that was sent: a step-up meanwhile gave the session
// another.
void Login::Impl::KeepAlive(LoginSession& session, Instant now) {
  const std::lock_guard lock(moving);
  auto current = people.FindSession(session.token);
  if (!current) return;
  current->seen = now;
  if (people.MoveSession(*current, {})) session = *current;
}

Caller Login::Impl::OfToken(const std::string& bearer) {
  if (!bearer.starts_with(kApiTokenPrefix)) return {};
  const auto token = people.FindToken(HashOf(bearer));
  if (!token || token->revoked || token->until <= clock.Now()) return {};
  if (token->made_by != "cli") {
    const auto maker = people.ReadAccount(token->made_by);
    if (!maker || !maker->active) return {};
  }
  Caller caller{Caller::Kind::kToken, "token:" + token->id, {token->role}};
  caller.strength = Strength::kOneFactor;
  return caller;
}

Caller Login::Impl::OfBearer(const std::string& bearer, const http::Request& request) {
  // The bridge speaks to itself on this machine; a copy of its token is worth nothing elsewhere,
  // nor through a proxy that stands here.
  if (settings.internal && http::IsLocal(request) && settings.internal->Is(bearer)) {
    Caller caller;
    caller.kind = Caller::Kind::kBridge;
    caller.strength = Strength::kOneFactor;
    return caller;
  }
  if (const auto grant = apps.Find(bearer, clock.Now()))
    return OfApp(*grant, IsBackground(request));
  return OfToken(bearer);
}

bool IsBackground(const http::Request& request) {
  const bool reads = request.method() == "GET" || request.method() == "HEAD";
  return reads && http::FindHeader(request.headers(), "X-Background").has_value();
}

// An Authorization header decides alone: a cookie that rides along must not add anything to it.
Caller Login::Authenticate(const http::Request& request) {
  if (const auto bearer = ReadBearer(request)) return impl_->OfBearer(*bearer, request);
  const std::string cookie = ReadCookie(impl_->settings.own.https(), request);
  return cookie.empty() ? Caller{} : impl_->OfCookie(cookie, IsBackground(request));
}

Caller Login::OfSession(const std::string& account, const std::string& session) {
  const auto found = impl_->FindSession(account, session);
  return found ? impl_->OfSession(*found, true) : Caller{};
}

std::string Login::GrantApp(const AppGrant& grant, Instant until) {
  std::string token = RandomToken(impl_->entropy);
  impl_->apps.Put(token, grant, until, impl_->clock.Now());
  return token;
}

void Login::RevokeApp(const std::string& origin) {
  impl_->apps.EraseIf([&](const AppGrant& grant) { return grant.origin == origin; });
}

bool Login::MayChange(const Caller& caller, const http::Request& request) const {
  const Origin origin = OriginOf(impl_->settings.own, request);
  switch (caller.kind) {
    case Caller::Kind::kToken:
    case Caller::Kind::kApp:
    case Caller::Kind::kBridge:
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
