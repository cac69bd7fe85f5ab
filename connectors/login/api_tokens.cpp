// Bearer tokens of programs, and the ends of sessions.
#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "connectors/login/account_names.h"
#include "connectors/login/account_rules.h"
#include "connectors/login/login_impl.h"
#include "connectors/login/secrets.h"

namespace chartbridge::login {

namespace {

constexpr std::string_view kTokens = "tokens.manage";

bool Has(const std::vector<std::string>& roles, const std::string& role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

}  // namespace

// An integrator's tokens have the integrator's role; compliance and auditor are never handed to a
// program by somebody without compliance.
bool Login::Impl::MayMakeToken(const Caller& by, const std::string& role) const {
  if (IsCommandLine(by)) return true;
  if (!by.stepped_up) return false;  // programs make no tokens
  const auto grant = roles.Ask(by.roles, kTokens);
  if (grant == bridge::access::Grant::kOwn) return Has(by.roles, role);
  if (grant != bridge::access::Grant::kYes) return false;
  return (role != "compliance" && role != "auditor") || Has(by.roles, "compliance");
}

Answer<std::string> Login::MakeToken(const Caller& by, const std::string& name,
                                     const std::string& role, int days) {
  Impl& in = *impl_;
  if (auto why = in.WhyNotRoles({role})) return Unexpected<Denied>(std::move(*why));
  if (!in.MayMakeToken(by, role))
    return Deny(Denied::Why::kForbidden, "Your roles cannot make a token with this role.");
  if (days < 1 || days > kLongestTokenDays)
    return Deny(Denied::Why::kForbidden, "A token lives 1 to 90 days.");
  const std::string label = ReadName(name);
  if (label.empty())
    return Deny(Denied::Why::kForbidden, "Say what the token is for, in 1 to 64 characters.");
  const std::string token = std::string(kApiTokenPrefix) + RandomToken(in.entropy);
  bridge::ApiToken made;
  made.id = crypto::RandomUuid(in.entropy);
  made.token = HashOf(token);
  made.name = label;
  made.role = role;
  made.made_by = IsCommandLine(by) ? "cli" : by.account.id;
  made.created = in.clock.Now();
  made.until = made.created + std::chrono::hours(24 * days);
  const auto stored = in.people.AddToken(made, {Entry("token.created", by.actor, made.id, role)});
  if (!stored) return DenyWorld();
  return token;
}

Answer<void> Login::Impl::EndOthers(const Caller& caller) {
  const auto open = people.Sessions(caller.account.id);
  if (!open) return DenyWorld();
  for (const bridge::LoginSession& session : *open) {
    if (session.id == caller.session.id) continue;
    const auto ended = people.EndSession(
        session.id, {Entry("session.revoked", caller.actor, session.id, "password-changed")});
    if (!ended && ended.error().kind != FailureKind::kNotFound) return DenyWorld();
  }
  return {};
}

Answer<void> Login::Impl::EndAll(const Caller& by, const bridge::Account& account) {
  const std::string why = !account.active    ? "disabled"
                          : account.enrolled ? "role-taken"
                                             : "factor-reset";
  const auto ended =
      people.EndSessions(account.id, {Entry("session.revoked", by.actor, account.id, why)});
  if (!ended && ended.error().kind != FailureKind::kNotFound) return DenyWorld();
  if (account.active) return {};
  const auto tokens = people.Tokens();
  if (!tokens) return DenyWorld();
  for (const bridge::ApiToken& token : *tokens) {
    if (token.made_by != account.id || token.revoked) continue;
    const auto revoked = people.RevokeToken(
        token.id, clock.Now(), {Entry("token.revoked", by.actor, token.id, "maker-disabled")});
    if (!revoked && revoked.error().kind != FailureKind::kNotFound) return DenyWorld();
  }
  return {};
}

}  // namespace chartbridge::login
