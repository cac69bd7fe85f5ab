// Name, password and second factor, in steps that take the same time whatever is wrong.
#include "connectors/login/account_names.h"
#include "connectors/login/client_address.h"
#include "connectors/login/cookie.h"
#include "connectors/login/login_impl.h"

namespace chartbridge::login {

using bridge::Account;

namespace {

constexpr std::size_t kLongestPassword = 512;  // bytes: 128 characters of UTF-8

}  // namespace

Answer<Started> Login::SignIn(const std::string& name, const std::string& password,
                              const std::string& code, const http::Request& request) {
  Impl& in = *impl_;
  const std::string address = ClientAddress(request, in.settings.trusted_proxies);
  const std::string who = ReadName(name);
  // An account that has no name yet must not be found by an empty one.
  auto found = in.people.FindAccount(who.empty() ? std::string(1, '\x01') : who);
  if (!found && found.error().kind != FailureKind::kNotFound) return DenyWorld();
  const std::string key = Impl::KeyOf(found ? found->id : "name " + LowerCase(who), address);
  const auto counted = in.Count(key, address);
  if (!counted) return Unexpected<Denied>(counted.error());
  const bool usable = found && found->active && found->enrolled;
  Account account = usable ? *found : in.Nobody();
  const auto right = in.hasher.VerifyPassword(
      account.password, std::string_view(password).substr(0, kLongestPassword + 1));
  const auto factor = CheckFactor(in.hasher, account, code, in.clock.Now());
  if (!right || !factor) return DenyBusy();
  if (!usable || !*right || factor->kind == Factor::Kind::kNone) {
    const std::string actor = found ? ActorOf(*found) : "nobody";
    const auto noted = in.audit.Append(
        {Entry("user.failed", actor, "", "sign-in", *counted, "address " + address)});
    return noted ? DenyWrong() : DenyWorld();
  }
  const std::string how =
      factor->kind == Factor::Kind::kCode ? "password totp" : "password recovery-code";
  auto taken = in.Take(std::move(account), code, *factor);
  if (!taken) return Unexpected<Denied>(std::move(taken.error()));
  in.ForgetTries(key);
  return in.Begin(*taken, request, how);
}

void Login::SignOut(const Caller& caller) {
  if (caller.kind != Caller::Kind::kSession) return;
  (void)impl_->people.EndSession(caller.session.id,
                                 {Entry("user.logout", caller.actor, caller.session.id)});
}

Result<void, Failure> Login::EndSession(const Caller& caller, const std::string& session) {
  if (caller.kind != Caller::Kind::kSession || !impl_->FindSession(caller.account.id, session))
    return Fail(FailureKind::kNotFound, "There is no such session of yours.");
  return impl_->people.EndSession(session,
                                  {Entry("session.revoked", caller.actor, session, "by-owner")});
}

std::string Login::EndCookie() const { return DropCookie(impl_->settings.own.https()); }

}  // namespace chartbridge::login
