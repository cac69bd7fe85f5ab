#include "connectors/sql/sql_people.h"

#include "bridge/audit/chain.h"
#include "connectors/sql/accounts.h"
#include "connectors/sql/api_tokens.h"
#include "connectors/sql/login_attempts.h"
#include "connectors/sql/login_sessions.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {

using bridge::Account;
using bridge::ApiToken;
using bridge::LoginSession;

template <class T>
Result<T, Failure> SqlPeople::Ask(const std::function<T(Session&)>& read) {
  T answer{};
  auto done = engine_.Read([&](Session& session) { answer = read(session); });
  if (!done) return Unexpected<Failure>(done.error());
  return answer;
}

Result<void, Failure> SqlPeople::Change(const Work& change, const Audit& audit) {
  return engine_.Write([&](Session& session) {
    change(session);
    AppendAudit(context_, session, audit);
  });
}

Result<Account, Failure> SqlPeople::FindAccount(const std::string& name) {
  return Ask<Account>([&](Session& session) { return FindAccountByName(context_, session, name); });
}

Result<Account, Failure> SqlPeople::ReadAccount(const std::string& id) {
  return Ask<Account>([&](Session& session) { return FindAccountById(context_, session, id); });
}

Result<Account, Failure> SqlPeople::FindInvitation(const std::string& hash) {
  return Ask<Account>(
      [&](Session& session) { return FindAccountInvited(context_, session, hash); });
}

Result<std::vector<Account>, Failure> SqlPeople::Accounts() {
  return Ask<std::vector<Account>>(
      [&](Session& session) { return ListAccounts(context_, session); });
}

Result<void, Failure> SqlPeople::PutAccount(const Account& account, const Audit& audit) {
  return Change([&](Session& session) { KeepAccount(context_, session, account); },
                bridge::audit::WithVersion(audit, account.id, account.version + 1));
}

Result<void, Failure> SqlPeople::PutAccountIf(const Account& account, const AccountRule& rule,
                                              const Audit& audit) {
  return Change(
      [&](Session& session) {
        if (std::string why = rule(LockAccounts(context_, session)); !why.empty())
          FailWith(FailureKind::kRefused, std::move(why));
        KeepAccount(context_, session, account);
      },
      bridge::audit::WithVersion(audit, account.id, account.version + 1));
}

Result<void, Failure> SqlPeople::AddSession(const LoginSession& login, const Audit& audit) {
  return Change([&](Session& session) { InsertLogin(context_, session, login); }, audit);
}

Result<LoginSession, Failure> SqlPeople::FindSession(const std::string& token) {
  return Ask<LoginSession>([&](Session& session) { return FindLogin(context_, session, token); });
}

Result<std::vector<LoginSession>, Failure> SqlPeople::Sessions(const std::string& account) {
  return Ask<std::vector<LoginSession>>(
      [&](Session& session) { return LoginsOf(context_, session, account); });
}

Result<void, Failure> SqlPeople::MoveSession(const LoginSession& login, const Audit& audit) {
  return Change([&](Session& session) { MoveLogin(context_, session, login); }, audit);
}

Result<void, Failure> SqlPeople::EndSession(const std::string& id, const Audit& audit) {
  return Change([&](Session& session) { EndLogin(context_, session, id); }, audit);
}

Result<void, Failure> SqlPeople::EndSessions(const std::string& account, const Audit& audit) {
  return Change([&](Session& session) { EndLoginsOf(context_, session, account); }, audit);
}

// Asked on a reading connection first: nobody signed in must not make the disk sync.
Result<void, Failure> SqlPeople::SweepSessions(Instant seen_before, Instant created_before) {
  bool any = false;
  auto looked = engine_.Read([&](Session& session) {
    any = AnyStaleLogin(context_, session, seen_before, created_before);
  });
  if (!looked || !any) return looked;
  return engine_.Write(
      [&](Session& session) { EndStaleLogins(context_, session, seen_before, created_before); });
}

Result<void, Failure> SqlPeople::AddToken(const ApiToken& token, const Audit& audit) {
  return Change([&](Session& session) { InsertToken(context_, session, token); }, audit);
}

Result<ApiToken, Failure> SqlPeople::FindToken(const std::string& token) {
  return Ask<ApiToken>([&](Session& session) { return FindApiToken(context_, session, token); });
}

Result<std::vector<ApiToken>, Failure> SqlPeople::Tokens() {
  return Ask<std::vector<ApiToken>>(
      [&](Session& session) { return ListTokens(context_, session); });
}

Result<void, Failure> SqlPeople::RevokeToken(const std::string& id, Instant at,
                                             const Audit& audit) {
  return Change([&](Session& session) { Revoke(context_, session, id, at); }, audit);
}

Result<bridge::LoginAttempts, Failure> SqlPeople::ReadLoginAttempts(const std::string& key) {
  return Ask<bridge::LoginAttempts>(
      [&](Session& session) { return FindLoginAttempts(context_, session, key); });
}

Result<void, Failure> SqlPeople::PutLoginAttempts(const std::string& key,
                                                  const bridge::LoginAttempts& attempts) {
  return engine_.Write(
      [&](Session& session) { KeepLoginAttempts(context_, session, key, attempts); });
}

}  // namespace chartbridge::sql
