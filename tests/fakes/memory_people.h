// The people of the fake store.
#pragma once

#include "bridge/ports/people.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {

class MemoryPeople final : public bridge::People {
 public:
  explicit MemoryPeople(MemoryState& state) : state_(state) {}

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
  // Writes, unless the store refuses writing or `change` does; then with the audit.
  Answer<void> Change(const Audit& audit, const std::function<Answer<void>()>& change);
  template <class T, class Wanted>
  Answer<T> FindOne(const std::map<std::string, T>& all, const Wanted& wanted) const;

  MemoryState& state_;
};

}  // namespace chartbridge::fakes
