// What administrators do with accounts.
#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "connectors/login/account_names.h"
#include "connectors/login/account_rules.h"
#include "connectors/login/login_impl.h"
#include "connectors/login/secrets.h"

namespace chartbridge::login {

using bridge::Account;
using bridge::AuditEntry;

namespace {

constexpr std::string_view kManage = "accounts.manage";

Unexpected<Denied> DenyForbidden() {
  return Deny(Denied::Why::kForbidden, "This needs the role admin and a fresh code.");
}

Unexpected<Denied> DenyChanged() {
  return Deny(Denied::Why::kConflict, "Somebody changed this account meanwhile; read it again.");
}

bool Loses(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  return std::any_of(before.begin(), before.end(), [&](const std::string& role) {
    return std::find(after.begin(), after.end(), role) == after.end();
  });
}

}  // namespace

std::optional<Denied> Login::Impl::WhyNotRoles(const std::vector<std::string>& wanted) const {
  const bool known = std::all_of(wanted.begin(), wanted.end(),
                                 [&](const std::string& role) { return roles.Known(role); });
  if (known && !wanted.empty()) return std::nullopt;
  return Denied{Denied::Why::kForbidden, "The roles are " + Join(roles.names()) + ".", 0};
}

Answer<Invited> Login::Invite(const Caller& by, const Account& account) {
  Impl& in = *impl_;
  if (!in.Allows(by, kManage)) return DenyForbidden();
  const std::string token = RandomToken(in.entropy);
  auto stored = account.version == 0 ? in.AddInvited(by, account, token)
                                     : in.InviteAgain(by, account.id, token);
  if (!stored) return Unexpected<Denied>(std::move(stored.error()));
  return Invited{WithoutSecrets(*std::move(stored)), token};
}

Answer<Account> Login::Impl::AddInvited(const Caller& by, const Account& account,
                                        const std::string& token) {
  const std::string name = ReadName(account.name);
  if (name.empty())
    return Deny(Denied::Why::kWeakPassword, "A name has 1 to 64 printable characters.");
  if (auto why = WhyNotRoles(account.roles)) return Unexpected<Denied>(std::move(*why));
  if (auto why = login::WhyNotRoles(by, account.id, {}, account.roles))
    return Deny(Denied::Why::kForbidden, *why);
  Account fresh;
  fresh.id = crypto::RandomUuid(entropy);
  fresh.name = name;
  fresh.display_name = ReadName(account.display_name, kLongestDisplayName);
  if (fresh.display_name.empty()) fresh.display_name = fresh.name;
  fresh.practitioner = account.practitioner;
  fresh.language = ReadLanguage(account.language);
  fresh.roles = account.roles;
  fresh.created = clock.Now();
  fresh.invitation = HashOf(token);
  fresh.invitation_until = fresh.created + kLinkLives;
  const auto stored = people.PutAccount(
      fresh, {Entry("user.invited", by.actor, fresh.id),
              Entry("role.changed", by.actor, fresh.id, "to: " + Join(fresh.roles))});
  if (stored) {
    ++fresh.version;
    return fresh;
  }
  if (stored.error().kind != FailureKind::kConflict) return DenyWorld();
  return Deny(Denied::Why::kNameTaken, "This name is taken; choose another.");
}

Answer<Account> Login::Impl::InviteAgain(const Caller& by, const std::string& id,
                                         const std::string& token) {
  const auto before = people.ReadAccount(id);
  if (!before) return DenyWorld();
  if (auto why = WhyNotReset(by, *before)) return Deny(Denied::Why::kForbidden, *why);
  auto stored = Update(id, [&](Account& account) {
    const std::string what = account.enrolled ? "mfa.reset" : "user.invited";
    account.enrolled = false;
    account.password.clear();
    account.totp_secret.clear();
    account.totp_step = 0;
    account.recovery.clear();
    account.invitation = HashOf(token);
    account.invitation_until = clock.Now() + kLinkLives;
    return std::vector<AuditEntry>{Entry(what, by.actor, account.id)};
  });
  if (!stored) return stored;
  if (auto ended = EndAll(by, *stored); !ended) return Unexpected<Denied>(std::move(ended.error()));
  return stored;
}

Answer<Account> Login::Change(const Caller& by, const Account& wanted) {
  Impl& in = *impl_;
  if (!in.Allows(by, kManage)) return DenyForbidden();
  const auto before = in.people.ReadAccount(wanted.id);
  if (!before) return DenyWorld();
  if (before->version != wanted.version) return DenyChanged();
  if (auto why = in.WhyNotRoles(wanted.roles)) return Unexpected<Denied>(std::move(*why));
  if (auto why = WhyNotRoles(by, wanted.id, before->roles, wanted.roles))
    return Deny(Denied::Why::kForbidden, *why);
  if (before->active && !wanted.active && by.account.id == wanted.id)
    return Deny(Denied::Why::kForbidden, "Nobody disables themselves; ask another administrator.");
  Account after = *before;
  after.roles = wanted.roles;
  after.active = wanted.active;
  after.practitioner = wanted.practitioner;
  after.language = ReadLanguage(wanted.language);
  if (const std::string shown = ReadName(wanted.display_name, kLongestDisplayName); !shown.empty())
    after.display_name = shown;
  std::vector<AuditEntry> entries;
  if (before->roles != after.roles)
    entries.push_back(Entry("role.changed", by.actor, after.id,
                            "from: " + Join(before->roles) + "; to: " + Join(after.roles)));
  if (before->active != after.active)
    entries.push_back(Entry(after.active ? "user.enabled" : "user.disabled", by.actor, after.id));
  const auto last = [&](const std::vector<Account>& all) {
    const std::string role = RoleLeftEmpty(all, after);
    return role.empty()
               ? role
               : "Nobody would be left with the role " + role + "; give it to somebody else first.";
  };
  const auto stored = in.people.PutAccountIf(after, last, entries);
  if (!stored && stored.error().kind == FailureKind::kConflict) return DenyChanged();
  if (!stored && stored.error().kind == FailureKind::kRefused)
    return Deny(Denied::Why::kForbidden, stored.error().text);
  if (!stored) return DenyWorld();
  ++after.version;
  const bool less = !after.active || Loses(before->roles, after.roles);
  if (less) {
    if (auto ended = in.EndAll(by, after); !ended)
      return Unexpected<Denied>(std::move(ended.error()));
  }
  return WithoutSecrets(std::move(after));
}

}  // namespace chartbridge::login
