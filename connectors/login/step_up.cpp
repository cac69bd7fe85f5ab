// What somebody who is signed in does with their own secrets.
#include "connectors/login/client_address.h"
#include "connectors/login/cookie.h"
#include "connectors/login/login_impl.h"
#include "connectors/login/secrets.h"

namespace chartbridge::login {

using bridge::Account;
using bridge::AuditEntry;

namespace {

Unexpected<Denied> DenyNobody() { return Deny(Denied::Why::kForbidden, "Sign in first."); }

}  // namespace

Answer<Started> Login::StepUp(const Caller& caller, const std::string& code,
                              const http::Request& request) {
  if (caller.kind != Caller::Kind::kSession) return DenyNobody();
  Impl& in = *impl_;
  const std::string address = ClientAddress(request, in.settings.trusted_proxies);
  const std::string key = Impl::KeyOf(caller.account.id, address);
  const auto counted = in.Count(key, address);
  if (!counted) return Unexpected<Denied>(counted.error());
  auto account = in.people.ReadAccount(caller.account.id);
  if (!account) return DenyWorld();
  const auto factor = CheckFactor(in.hasher, *account, code, in.clock.Now());
  if (!factor) return DenyBusy();
  if (factor->kind == Factor::Kind::kNone) {
    const auto noted = in.audit.Append({Entry("user.failed", caller.actor, caller.session.id,
                                              "step-up", *counted, "address " + address)});
    return noted ? DenyWrong() : DenyWorld();
  }
  auto taken = in.Take(*std::move(account), code, *factor);
  if (!taken) return Unexpected<Denied>(std::move(taken.error()));
  in.ForgetTries(key);
  const std::lock_guard lock(in.moving);
  const std::string token = RandomToken(in.entropy);
  Caller after = caller;
  after.session.token = HashOf(token);
  after.session.csrf = RandomToken(in.entropy);
  after.session.seen = after.session.verified = in.clock.Now();
  after.stepped_up = true;
  if (!in.people.MoveSession(after.session,
                             {Entry("mfa.verified", caller.actor, caller.session.id)}))
    return DenyWorld();
  return Started{std::move(after), SetCookie(in.settings.own.https(), token)};
}

Answer<std::vector<std::string>> Login::NewRecoveryCodes(const Caller& caller) {
  if (caller.kind != Caller::Kind::kSession) return DenyNobody();
  if (!caller.stepped_up)
    return Deny(Denied::Why::kForbidden, "Give a code of your authenticator first.");
  const std::vector<std::string> codes = RandomRecoveryCodes(impl_->entropy);
  const auto hashes = impl_->hasher.HashCodes(codes);
  if (!hashes) return DenyBusy();
  const auto stored = impl_->Update(caller.account.id, [&](Account& account) {
    account.recovery = *hashes;
    return std::vector<AuditEntry>{Entry("mfa.recovery-renewed", caller.actor, account.id)};
  });
  if (!stored) return Unexpected<Denied>(stored.error());
  return codes;
}

Answer<void> Login::ChangePassword(const Caller& caller, const std::string& old_password,
                                   const std::string& new_password) {
  if (caller.kind != Caller::Kind::kSession) return DenyNobody();
  Impl& in = *impl_;
  const std::string key = Impl::KeyOf(caller.account.id, caller.session.address);
  const auto counted = in.Count(key, caller.session.address);
  if (!counted) return Unexpected<Denied>(counted.error());
  const auto account = in.people.ReadAccount(caller.account.id);
  if (!account) return DenyWorld();
  const auto right = in.hasher.VerifyPassword(account->password, old_password);
  if (!right) return DenyBusy();
  if (!*right) {
    const auto noted = in.audit.Append(
        {Entry("user.failed", caller.actor, caller.session.id, "password-change", *counted)});
    return noted ? DenyWrong() : DenyWorld();
  }
  in.ForgetTries(key);
  if (const auto why = in.WhyRefused(new_password, *account))
    return Deny(Denied::Why::kWeakPassword, *why);
  const auto hash = in.hasher.HashPassword(new_password);
  if (!hash) return DenyBusy();
  const auto stored = in.Update(caller.account.id, [&](Account& now) {
    now.password = *hash;
    return std::vector<AuditEntry>{Entry("user.password-changed", caller.actor, now.id)};
  });
  if (!stored) return Unexpected<Denied>(stored.error());
  return in.EndOthers(caller);
}

}  // namespace chartbridge::login
