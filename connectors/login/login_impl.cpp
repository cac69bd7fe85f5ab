#include "connectors/login/login_impl.h"

#include <liboath/oath.h>

#include <algorithm>
#include <limits>

#include "connectors/crypto/crypto.h"
#include "connectors/login/account_names.h"
#include "connectors/login/account_rules.h"
#include "connectors/login/attempt_limits.h"
#include "connectors/login/client_address.h"
#include "connectors/login/cookie.h"
#include "connectors/login/secrets.h"
#include "connectors/login/totp.h"

namespace chartbridge::login {

using bridge::Account;
using bridge::AuditEntry;
using bridge::LoginAttempts;
using bridge::LoginSession;

namespace {

constexpr int kRaces = 5;
constexpr std::size_t kLongestAgent = 200;

Unexpected<Denied> DenyBlocked(int seconds) {
  const int minutes = (seconds + 59) / 60;
  return Unexpected<Denied>({Denied::Why::kBlocked,
                             "Too many tries. Try again in " + std::to_string(minutes) +
                                 (minutes == 1 ? " minute." : " minutes."),
                             seconds});
}

std::string AgentOf(const http::Request& request) {
  std::string agent = http::FindHeader(request.headers(), "User-Agent").value_or("");
  std::erase_if(agent, [](char c) { return c < 0x20 || c > 0x7E; });
  return agent.substr(0, kLongestAgent);
}

}  // namespace

Unexpected<Denied> Deny(Denied::Why why, std::string text) {
  return Unexpected<Denied>({why, std::move(text), 0});
}
Unexpected<Denied> DenyWrong() {
  return Deny(Denied::Why::kWrong, "The name, the password or the code is not right.");
}
Unexpected<Denied> DenyBusy() {
  return Unexpected<Denied>({Denied::Why::kBlocked,
                             "Too many people sign in at this moment. Try again in a few seconds.",
                             5});
}
Unexpected<Denied> DenyWorld() {
  return Deny(Denied::Why::kWorld, "This cannot be done right now; try again in a moment.");
}

AuditEntry Entry(std::string event, std::string actor, std::string what, std::string reason,
                 int outcome, std::string detail) {
  return {std::move(event),  std::move(actor), outcome, "", std::move(what), {},
          std::move(reason), std::move(detail)};
}

std::string ActorOf(const Account& account) { return "user:" + account.id; }

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Account WithoutSecrets(Account account) {
  account.password.clear();
  account.totp_secret.clear();
  account.recovery.clear();
  account.invitation.clear();
  return account;
}

Login::Impl::Impl(const LoginSettings& settings, bridge::People& people,
                  const bridge::access::Roles& roles, Clock& clock, Entropy& entropy,
                  bridge::AuditTrail& audit)
    : settings(settings),
      people(people),
      roles(roles),
      clock(clock),
      entropy(entropy),
      audit(audit),
      hasher(entropy),
      hash_of_nothing(hasher.HashOfNothing()),
      secret_of_nobody(RandomSecret(entropy)),
      apps(kMostApps) {
  oath_init();
}

std::string Login::Impl::KeyOf(const std::string& who, const std::string& address) {
  return "account " + who + " from " + NetworkOf(address);
}

Answer<int> Login::Impl::Count(const std::string& key, const std::string& address) {
  const std::lock_guard lock(counting);
  const Instant now = clock.Now();
  const std::string address_key = "address " + address;
  const auto from_there = people.ReadLoginAttempts(address_key);
  const auto at_account = people.ReadLoginAttempts(key);
  if (!from_there || !at_account) return DenyWorld();
  if (const int blocked =
          std::max(SecondsBlocked(*from_there, now), SecondsBlocked(*at_account, now));
      blocked > 0)
    return DenyBlocked(blocked);
  const LoginAttempts counted = CountTry(*at_account, now);
  const bool noted = people.PutLoginAttempts(address_key, CountFromAddress(*from_there, now)) &&
                     people.PutLoginAttempts(key, counted);
  if (!noted) return DenyWorld();
  return SecondsBlocked(counted, now) > 0 ? kSerious : kMinor;
}

void Login::Impl::ForgetTries(const std::string& key) {
  const std::lock_guard lock(counting);
  (void)people.PutLoginAttempts(key, LoginAttempts{});
}

Account Login::Impl::Nobody() {
  Account nobody;
  nobody.password = hash_of_nothing;
  nobody.totp_secret = secret_of_nobody;
  // Its codes are never taken, right or wrong.
  nobody.totp_step = std::numeric_limits<std::int64_t>::max();
  return nobody;
}

Answer<Account> Login::Impl::Take(Account account, const std::string& typed, Factor factor) {
  const std::string password = account.password;
  for (int race = 0; race < kRaces; ++race) {
    std::vector<AuditEntry> entries;
    if (factor.kind == Factor::Kind::kRecovery)
      entries.push_back(Entry("mfa.recovery-used", ActorOf(account), account.id, {}, kMinor));
    Spend(account, factor);
    const auto stored = people.PutAccount(account, entries);
    if (stored) {
      ++account.version;
      return account;
    }
    if (stored.error().kind != FailureKind::kConflict) return DenyWorld();
    auto again = people.ReadAccount(account.id);
    if (!again) return DenyWorld();
    account = std::move(*again);
    if (!account.active || !account.enrolled || account.password != password) return DenyWrong();
    const auto still = CheckFactor(hasher, account, typed, clock.Now());
    if (!still) return DenyBusy();
    if (still->kind == Factor::Kind::kNone) return DenyWrong();
    factor = *still;
  }
  return DenyWorld();
}

Answer<Account> Login::Impl::Update(
    const std::string& id, const std::function<std::vector<AuditEntry>(Account&)>& change) {
  for (int race = 0; race < kRaces; ++race) {
    auto account = people.ReadAccount(id);
    if (!account) return DenyWorld();
    const std::vector<AuditEntry> entries = change(*account);
    const auto stored = people.PutAccount(*account, entries);
    if (stored) {
      ++account->version;
      return *std::move(account);
    }
    if (stored.error().kind != FailureKind::kConflict) break;
  }
  return DenyWorld();
}

Answer<Started> Login::Impl::Begin(const Account& account, const http::Request& request,
                                   const std::string& how) {
  const std::lock_guard lock(beginning);
  const Instant now = clock.Now();
  (void)people.SweepSessions(now - kIdle, now - kLongest);
  auto open = people.Sessions(account.id);
  if (!open) return DenyWorld();
  std::sort(open->begin(), open->end(),
            [](const auto& left, const auto& right) { return left.created < right.created; });
  for (std::size_t n = 0; n + kSessions <= open->size(); ++n) {
    const std::string& oldest = (*open)[n].id;
    const auto ended = people.EndSession(
        oldest, {Entry("session.revoked", ActorOf(account), oldest, "too-many-sessions")});
    if (!ended && ended.error().kind != FailureKind::kNotFound) return DenyWorld();
  }
  const std::string token = RandomToken(entropy);
  const std::string address = ClientAddress(request, settings.trusted_proxies);
  const LoginSession session{crypto::RandomUuid(entropy),
                             HashOf(token),
                             account.id,
                             RandomToken(entropy),
                             now,
                             now,
                             now,
                             address,
                             AgentOf(request)};
  if (!people.AddSession(session, {Entry("user.login", ActorOf(account), session.id, how, 0,
                                         "address " + address)}))
    return DenyWorld();
  return Started{OfSession(session, true), SetCookie(settings.own.https(), token)};
}

std::optional<std::string> Login::Impl::WhyRefused(const std::string& password,
                                                   const Account& account) const {
  std::vector<std::string> own = settings.own_words;
  own.insert(own.end(), {account.name, account.display_name, settings.issuer, "chartbridge"});
  return WhyPasswordRefused(password, own);
}

bool Login::Impl::Allows(const Caller& by, bridge::access::Permission permission) const {
  if (IsCommandLine(by)) return true;
  if (!by.stepped_up) return false;  // programs neither
  const auto grant = roles.Ask(by.roles, permission);
  return grant == bridge::access::Grant::kYes || grant == bridge::access::Grant::kSecondPerson;
}

Login::Login(const LoginSettings& settings, bridge::People& people,
             const bridge::access::Roles& roles, Clock& clock, Entropy& entropy,
             bridge::AuditTrail& audit)
    : impl_(std::make_unique<Impl>(settings, people, roles, clock, entropy, audit)) {}

Login::~Login() = default;

}  // namespace chartbridge::login
