// People in SQL; each member is one transaction or one snapshot.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/people.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlPeople final : public bridge::People {
 public:
  SqlPeople(Engine& engine, const StoreContext& context) : engine_(engine), context_(context) {}

  template <class T>
  using Answer = Result<T, Failure>;
  using Audit = std::vector<bridge::AuditEntry>;

  Answer<bridge::Account> FindAccount(const std::string& name) override;
  Answer<bridge::Account> ReadAccount(const std::string& id) override;
  Answer<bridge::Account> FindInvitation(const std::string& hash) override;
  Answer<std::vector<bridge::Account>> Accounts() override;
  Answer<void> PutAccount(const bridge::Account& account, const Audit& audit) override;
  Answer<void> PutAccountIf(const bridge::Account& account, const AccountRule& rule,
                            const Audit& audit) override;

  Answer<void> AddSession(const bridge::LoginSession& session, const Audit& audit) override;
  Answer<bridge::LoginSession> FindSession(const std::string& token) override;
  Answer<std::vector<bridge::LoginSession>> Sessions(const std::string& account) override;
  Answer<void> MoveSession(const bridge::LoginSession& session, const Audit& audit) override;
  Answer<void> EndSession(const std::string& id, const Audit& audit) override;
  Answer<void> EndSessions(const std::string& account, const Audit& audit) override;
  Answer<void> SweepSessions(Instant seen_before, Instant created_before) override;

  Answer<void> AddToken(const bridge::ApiToken& token, const Audit& audit) override;
  Answer<bridge::ApiToken> FindToken(const std::string& token) override;
  Answer<std::vector<bridge::ApiToken>> Tokens() override;
  Answer<void> RevokeToken(const std::string& id, Instant at, const Audit& audit) override;

  Answer<bridge::LoginAttempts> ReadLoginAttempts(const std::string& key) override;
  Answer<void> PutLoginAttempts(const std::string& key,
                                const bridge::LoginAttempts& attempts) override;

 private:
  template <class T>
  Answer<T> Ask(const std::function<T(Session&)>& read);
  // The change and its audit entries, all or nothing.
  Answer<void> Change(const Work& change, const Audit& audit);

  Engine& engine_;
  StoreContext context_;
};

}  // namespace chartbridge::sql
