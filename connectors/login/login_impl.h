// What the steps of signing in share. Only connectors/login includes it.
#pragma once

#include <functional>
#include <mutex>

#include "connectors/login/expiring_map.h"
#include "connectors/login/hasher.h"
#include "connectors/login/login.h"
#include "connectors/login/password_rules.h"
#include "connectors/login/second_factor.h"

namespace chartbridge::login {

inline constexpr int kMinor = 4;  // AuditEntry::outcome
inline constexpr int kSerious = 8;
inline constexpr int kSessions = 3;  // of one account, at once
inline constexpr std::chrono::hours kLinkLives{24};
inline constexpr std::size_t kMostApps = 16384;  // tokens of apps at once

Unexpected<Denied> Deny(Denied::Why why, std::string text);
Unexpected<Denied> DenyWrong();  // the one answer for a wrong name, password or code
Unexpected<Denied> DenyBusy();
Unexpected<Denied> DenyWorld();

// Roles, reasons and the like are words of ours; people are named by their id.
bridge::AuditEntry Entry(std::string event, std::string actor, std::string what,
                         std::string reason = {}, int outcome = 0, std::string detail = {});
std::string ActorOf(const bridge::Account& account);
std::string Join(const std::vector<std::string>& words);
bridge::Account WithoutSecrets(bridge::Account account);

class Login::Impl {
 public:
  Impl(const LoginSettings& settings, bridge::People& people, const bridge::access::Roles& roles,
       Clock& clock, Entropy& entropy, bridge::AuditTrail& audit);

  // Counts this try before it is looked at, so that tries at the same moment count too. How grave
  // it is (AuditEntry::outcome) if it fails: kSerious when it was the last for now.
  Answer<int> Count(const std::string& key, const std::string& address);
  void ForgetTries(const std::string& key);
  // `who`: an account's id, so that no spelling of its name counts apart.
  static std::string KeyOf(const std::string& who, const std::string& address);

  // What an unknown name is checked against: nothing fits, and it takes as long.
  bridge::Account Nobody();

  // Stores that the factor is used. kWrong when somebody used it meanwhile.
  Answer<bridge::Account> Take(bridge::Account account, const std::string& typed, Factor factor);
  // Reads the account again and stores it as `change` leaves it, until nobody was faster.
  Answer<bridge::Account> Update(
      const std::string& id,
      const std::function<std::vector<bridge::AuditEntry>(bridge::Account&)>& change);

  Answer<Started> Begin(const bridge::Account& account, const http::Request& request,
                        const std::string& how);
  Answer<void> EndOthers(const Caller& caller);  // the caller's other sessions
  // All sessions of an account that lost something, and with them what apps hold in its name; of a
  // disabled one the API tokens that it made too.
  Answer<void> EndAll(const Caller& by, const bridge::Account& account);

  Caller OfCookie(const std::string& cookie, bool background);
  Caller OfBearer(const std::string& bearer, const http::Request& request);
  Caller OfToken(const std::string& bearer);
  Caller OfApp(const AppGrant& grant, bool background);
  // The person whose session this is, unless it is over: then it is ended.
  Caller OfSession(const bridge::LoginSession& session, bool background);
  std::optional<bridge::LoginSession> FindSession(const std::string& account,
                                                  const std::string& session);
  void KeepAlive(bridge::LoginSession& session, Instant now);

  // The account that a set-up link leads to.
  Answer<bridge::Account> Invited(const std::string& link);
  Answer<std::string> Claim(const bridge::Account& account, const std::string& typed);
  Answer<bridge::Account> AddInvited(const Caller& by, const bridge::Account& account,
                                     const std::string& token);
  Answer<bridge::Account> InviteAgain(const Caller& by, const std::string& id,
                                      const std::string& token);

  std::optional<Denied> WhyNotRoles(const std::vector<std::string>& wanted) const;
  bool MayMakeToken(const Caller& by, const std::string& role) const;
  std::optional<std::string> WhyRefused(const std::string& password,
                                        const bridge::Account& account) const;
  bool Allows(const Caller& by, bridge::access::Permission permission) const;

  const LoginSettings settings;
  bridge::People& people;
  const bridge::access::Roles& roles;
  Clock& clock;
  Entropy& entropy;
  bridge::AuditTrail& audit;
  Hasher hasher;
  const std::string hash_of_nothing;
  const std::string secret_of_nobody;
  ExpiringMap<AppGrant> apps;
  std::mutex counting;   // tries: read, counted, written
  std::mutex beginning;  // sessions: the oldest makes room
  std::mutex moving;     // a session's token and its idle clock
};

}  // namespace chartbridge::login
