// The one-time link: how an account comes to its password and second factor.
#include "connectors/crypto/crypto.h"
#include "connectors/login/account_names.h"
#include "connectors/login/account_rules.h"
#include "connectors/login/login_impl.h"
#include "connectors/login/secrets.h"
#include "connectors/login/totp.h"

namespace chartbridge::login {

using bridge::Account;
using bridge::AuditEntry;

namespace {

// The same on every node: two that start at once make one first account, not two.
constexpr const char* kFirstAccount = "4e0f7b8a-62f1-5d0c-9c55-0a1f5b8c7d21";

// Accepts the whole link too: a token has none of these signs.
std::string TokenIn(const std::string& link) { return link.substr(link.find_last_of("#=/") + 1); }

Unexpected<Denied> DenyLink() {
  return Deny(Denied::Why::kLinkUsed,
              "This link is not known, was used, or is too old. Ask for a new one.");
}

}  // namespace

std::string SetUpLink(const std::string& base, const std::string& token) {
  return base + "/console/#/setup/" + token;
}

Answer<Account> Login::Impl::Invited(const std::string& link) {
  auto account = people.FindInvitation(HashOf(TokenIn(link)));
  if (!account && account.error().kind != FailureKind::kNotFound) return DenyWorld();
  if (!account || !account->active || account->invitation.empty()) return DenyLink();
  if (account->invitation_until <= clock.Now()) return DenyLink();
  return *std::move(account);
}

// The name that the account has from now on.
Answer<std::string> Login::Impl::Claim(const Account& account, const std::string& typed) {
  const std::string name = typed.empty() ? account.name : ReadName(typed);
  if (name.empty())
    return Deny(Denied::Why::kWeakPassword, "A name has 1 to 64 printable characters.");
  const auto other = people.FindAccount(name);
  if (!other && other.error().kind != FailureKind::kNotFound) return DenyWorld();
  const bool own = other && other->id == account.id;
  if (!account.name.empty()) {
    if (own) return account.name;
    return Deny(Denied::Why::kNameTaken,
                "This link is for another name; use the one that you were given.");
  }
  if (other && !own) return Deny(Denied::Why::kNameTaken, "This name is taken; choose another.");
  return name;
}

Answer<Enrolment> Login::BeginSetUp(const std::string& link, const Names& names) {
  Impl& in = *impl_;
  auto account = in.Invited(link);
  if (!account) return Unexpected<Denied>(std::move(account.error()));
  const auto name = in.Claim(*account, names.name);
  if (!name) return Unexpected<Denied>(name.error());
  account->name = *name;
  if (const std::string shown = ReadName(names.display_name, kLongestDisplayName); !shown.empty())
    account->display_name = shown;
  if (account->display_name.empty()) account->display_name = *name;
  account->language = ReadLanguage(names.language.empty() ? account->language : names.language);
  if (const auto why = in.WhyRefused(names.password, *account))
    return Deny(Denied::Why::kWeakPassword, *why);
  auto hash = in.hasher.HashPassword(names.password);
  if (!hash) return DenyBusy();
  account->password = std::move(*hash);
  account->totp_secret = RandomSecret(in.entropy);
  account->totp_step = 0;
  account->recovery.clear();
  const auto stored =
      in.people.PutAccount(*account, {Entry("mfa.proposed", ActorOf(*account), account->id)});
  if (!stored && stored.error().kind == FailureKind::kConflict)
    return Deny(Denied::Why::kNameTaken, "This name is taken; choose another.");
  if (!stored) return DenyWorld();
  const std::string secret = account->totp_secret;
  return Enrolment{WithoutSecrets(*account), ToBase32(secret),
                   ToUri(in.settings.issuer, account->name, secret)};
}

Answer<std::vector<std::string>> Login::EndSetUp(const std::string& link, const std::string& code) {
  Impl& in = *impl_;
  auto account = in.Invited(link);
  if (!account) return Unexpected<Denied>(std::move(account.error()));
  if (account->password.empty() || account->totp_secret.empty()) return DenyLink();
  const auto step =
      AcceptedStep(account->totp_secret, ReadCode(code), in.clock.Now(), account->totp_step);
  if (!step) {
    const auto noted =
        in.audit.Append({Entry("user.failed", ActorOf(*account), account->id, "set-up", kMinor)});
    if (!noted) return DenyWorld();
    return Deny(Denied::Why::kWrong, "The code is not right; wait for the next one and try again.");
  }
  const std::vector<std::string> codes = RandomRecoveryCodes(in.entropy);
  const auto hashes = in.hasher.HashCodes(codes);
  if (!hashes) return DenyBusy();
  account->totp_step = *step;
  account->recovery = *hashes;
  account->enrolled = true;
  account->invitation.clear();
  account->invitation_until = {};
  const auto stored = in.people.PutAccount(
      *account, {Entry("mfa.enrolled", ActorOf(*account), account->id, "totp")});
  if (!stored && stored.error().kind == FailureKind::kConflict) return DenyLink();
  if (!stored) return DenyWorld();
  return codes;
}

std::optional<std::string> Login::FirstLink() {
  Impl& in = *impl_;
  const auto all = in.people.Accounts();
  if (!all) return std::nullopt;
  Account first;
  for (const Account& account : *all) {
    if (account.id != kFirstAccount || account.enrolled || !account.active) return std::nullopt;
    first = account;
  }
  const Instant now = in.clock.Now();
  const std::string token = RandomToken(in.entropy);
  if (first.id.empty()) {
    first.id = kFirstAccount;
    first.created = now;
    first.language = "en";
    first.roles = in.settings.first_roles;
    first.practitioner = in.settings.first_practitioner;
  }
  first.invitation = HashOf(token);
  first.invitation_until = now + kLinkLives;
  const auto stored =
      in.people.PutAccount(first, {Entry("user.invited", "svc:main", first.id, Join(first.roles))});
  return stored ? std::optional(token) : std::nullopt;
}

}  // namespace chartbridge::login
