#include "tests/fakes/memory_people.h"

#include <algorithm>
#include <tuple>

#include "base/id.h"
#include "bridge/audit/chain.h"
#include "connectors/sql/name_fold.h"

namespace chartbridge::fakes {
namespace {

using bridge::Account;
using bridge::ApiToken;
using bridge::LoginAttempts;
using bridge::LoginSession;

constexpr std::chrono::hours kGuessesKept(24);

Unexpected<Failure> NotFound() { return Fail(FailureKind::kNotFound, "It is not there."); }
Unexpected<Failure> Conflict() {
  return Fail(FailureKind::kConflict, "It is there already, or was changed.");
}
Unexpected<Failure> NoUuid() { return Fail(FailureKind::kRefused, "An id is no UUID."); }

// In the order in which they were made.
template <class T>
std::vector<T> InOrder(const std::map<std::string, T>& all,
                       const std::function<bool(const T&)>& wanted) {
  std::vector<T> found;
  for (const auto& [id, one] : all) {
    if (wanted(one)) found.push_back(one);
  }
  std::sort(found.begin(), found.end(), [](const T& a, const T& b) {
    return std::tie(a.created, a.id) < std::tie(b.created, b.id);
  });
  return found;
}

}  // namespace

Result<void, Failure> MemoryPeople::Change(const Audit& audit,
                                           const std::function<Answer<void>()>& change) {
  return state_.Write("People::Change", [&] {
    auto changed = change();
    if (changed) state_.AppendAudit(audit);
    return changed;
  });
}

template <class T, class Wanted>
Result<T, Failure> MemoryPeople::FindOne(const std::map<std::string, T>& all,
                                         const Wanted& wanted) const {
  const std::scoped_lock lock(state_.mutex);
  for (const auto& [id, one] : all) {
    if (wanted(one)) return one;
  }
  return NotFound();
}

Result<Account, Failure> MemoryPeople::FindAccount(const std::string& name) {
  const std::string folded = sql::FoldName(name);
  return FindOne(state_.accounts,
                 [&](const Account& account) { return sql::FoldName(account.name) == folded; });
}

Result<Account, Failure> MemoryPeople::ReadAccount(const std::string& id) {
  return FindOne(state_.accounts, [&](const Account& account) { return account.id == id; });
}

Result<Account, Failure> MemoryPeople::FindInvitation(const std::string& hash) {
  return FindOne(state_.accounts, [&](const Account& account) {
    return !hash.empty() && account.invitation == hash;
  });
}

Result<std::vector<Account>, Failure> MemoryPeople::Accounts() {
  const std::scoped_lock lock(state_.mutex);
  return InOrder<Account>(state_.accounts, [](const Account&) { return true; });
}

Result<void, Failure> MemoryPeople::PutAccount(const Account& account, const Audit& audit) {
  return PutAccountIf(
      account, [](const auto&) { return std::string(); }, audit);
}

Result<void, Failure> MemoryPeople::PutAccountIf(const Account& account, const AccountRule& rule,
                                                 const Audit& audit) {
  const Audit versioned = bridge::audit::WithVersion(audit, account.id, account.version + 1);
  return Change(versioned, [&]() -> Answer<void> {
    const auto all = InOrder<Account>(state_.accounts, [](const Account&) { return true; });
    if (std::string why = rule(all); !why.empty())
      return Fail(FailureKind::kRefused, std::move(why));
    if (!IsUuid(account.id)) return NoUuid();
    const auto known = state_.accounts.find(account.id);
    const std::int64_t version = known == state_.accounts.end() ? 0 : known->second.version;
    const std::string folded = sql::FoldName(account.name);
    const bool taken =
        std::any_of(state_.accounts.begin(), state_.accounts.end(), [&](const auto& other) {
          return other.first != account.id && sql::FoldName(other.second.name) == folded;
        });
    if (version != account.version || taken) return Conflict();
    const Instant created = version == 0 ? account.created : known->second.created;
    Account& stored = state_.accounts[account.id] = account;
    stored.created = created;
    ++stored.version;
    return {};
  });
}

Result<void, Failure> MemoryPeople::AddSession(const LoginSession& session, const Audit& audit) {
  return Change(audit, [&]() -> Answer<void> {
    if (!IsUuid(session.id) || !IsUuid(session.account)) return NoUuid();
    for (const auto& [id, other] : state_.logins) {
      if (id == session.id || other.token == session.token) return Conflict();
    }
    state_.logins[session.id] = session;
    return {};
  });
}

Result<LoginSession, Failure> MemoryPeople::FindSession(const std::string& token) {
  return FindOne(state_.logins, [&](const LoginSession& login) { return login.token == token; });
}

Result<std::vector<LoginSession>, Failure> MemoryPeople::Sessions(const std::string& account) {
  const std::scoped_lock lock(state_.mutex);
  return InOrder<LoginSession>(state_.logins,
                               [&](const LoginSession& login) { return login.account == account; });
}

Result<void, Failure> MemoryPeople::MoveSession(const LoginSession& session, const Audit& audit) {
  return Change(audit, [&]() -> Answer<void> {
    const auto known = state_.logins.find(session.id);
    if (known == state_.logins.end()) return NotFound();
    for (const auto& [id, other] : state_.logins) {
      if (id != session.id && other.token == session.token) return Conflict();
    }
    known->second.token = session.token;
    known->second.csrf = session.csrf;
    known->second.seen = session.seen;
    known->second.verified = session.verified;
    return {};
  });
}

Result<void, Failure> MemoryPeople::EndSession(const std::string& id, const Audit& audit) {
  return Change(audit, [&]() -> Answer<void> {
    if (state_.logins.erase(id) == 0) return NotFound();
    return {};
  });
}

Result<void, Failure> MemoryPeople::EndSessions(const std::string& account, const Audit& audit) {
  return Change(audit, [&]() -> Answer<void> {
    std::erase_if(state_.logins, [&](const auto& one) { return one.second.account == account; });
    return {};
  });
}

Result<void, Failure> MemoryPeople::SweepSessions(Instant seen_before, Instant created_before) {
  return Change({}, [&]() -> Answer<void> {
    std::erase_if(state_.logins, [&](const auto& one) {
      return one.second.seen < seen_before || one.second.created < created_before;
    });
    return {};
  });
}

Result<void, Failure> MemoryPeople::AddToken(const ApiToken& token, const Audit& audit) {
  return Change(audit, [&]() -> Answer<void> {
    if (!IsUuid(token.id)) return NoUuid();
    for (const auto& [id, other] : state_.tokens) {
      if (id == token.id || other.token == token.token) return Conflict();
    }
    state_.tokens[token.id] = token;
    return {};
  });
}

Result<ApiToken, Failure> MemoryPeople::FindToken(const std::string& token) {
  return FindOne(state_.tokens, [&](const ApiToken& one) { return one.token == token; });
}

Result<std::vector<ApiToken>, Failure> MemoryPeople::Tokens() {
  const std::scoped_lock lock(state_.mutex);
  return InOrder<ApiToken>(state_.tokens, [](const ApiToken&) { return true; });
}

Result<void, Failure> MemoryPeople::RevokeToken(const std::string& id, Instant at,
                                                const Audit& audit) {
  return Change(audit, [&]() -> Answer<void> {
    const auto known = state_.tokens.find(id);
    if (known == state_.tokens.end()) return NotFound();
    if (!known->second.revoked) known->second.revoked = at;
    return {};
  });
}

Result<LoginAttempts, Failure> MemoryPeople::ReadLoginAttempts(const std::string& key) {
  const std::scoped_lock lock(state_.mutex);
  const auto known = state_.attempts.find(key);
  return known == state_.attempts.end() ? LoginAttempts() : known->second;
}

Result<void, Failure> MemoryPeople::PutLoginAttempts(const std::string& key,
                                                     const LoginAttempts& attempts) {
  return Change({}, [&]() -> Answer<void> {
    std::erase_if(state_.attempts, [&](const auto& one) {
      return std::max(one.second.first, one.second.blocked_until) + kGuessesKept <
             state_.clock.Now();
    });
    if (attempts.failures == 0) {
      state_.attempts.erase(key);
    } else {
      state_.attempts[key] = attempts;
    }
    return {};
  });
}

}  // namespace chartbridge::fakes
