#include "connectors/sql/login_attempts.h"

#include <algorithm>
#include <chrono>

namespace chartbridge::sql {
namespace {

// The longest block is 24 hours (audit-and-roles.md section 6); a day later nothing hangs on it.
constexpr std::chrono::hours kKept(24);

Bytes AttemptsLookup(const StoreContext& context, const std::string& key) {
  return Lookup(context, "guess", key);
}

}  // namespace

bridge::LoginAttempts FindLoginAttempts(const StoreContext& context, Session& session,
                                        const std::string& key) {
  const Rows rows = session.Execute(
      "SELECT failures, first_at, blocked_until FROM guess WHERE tenant = $1 AND lookup = $2",
      {context.tenant(), AttemptsLookup(context, key)});
  if (rows.empty()) return {};
  const Row& row = rows.front();
  return {int(row[0].number()), FromUnixMillis(row[1].number()), FromUnixMillis(row[2].number())};
}

void KeepLoginAttempts(const StoreContext& context, Session& session, const std::string& key,
                       const bridge::LoginAttempts& attempts) {
  session.Execute("DELETE FROM guess WHERE tenant = $1 AND forget < $2",
                  {context.tenant(), ToUnixMillis(context.clock.Now())});
  const Bytes lookup = AttemptsLookup(context, key);
  if (attempts.failures == 0) {
    session.Execute("DELETE FROM guess WHERE tenant = $1 AND lookup = $2",
                    {context.tenant(), lookup});
    return;
  }
  const Instant forget = std::max(attempts.first, attempts.blocked_until) + kKept;
  session.Execute(
      "INSERT INTO guess (tenant, lookup, failures, first_at, blocked_until, forget) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, lookup) DO UPDATE SET "
      "failures = excluded.failures, first_at = excluded.first_at, "
      "blocked_until = excluded.blocked_until, forget = excluded.forget",
      {context.tenant(), lookup, attempts.failures, ToUnixMillis(attempts.first),
       ToUnixMillis(attempts.blocked_until), ToUnixMillis(forget)});
}

}  // namespace chartbridge::sql
