#include "connectors/sql/sql_work_queue.h"

#include "base/id.h"
#include "connectors/sql/lines.h"
#include "connectors/sql/work_claim.h"

namespace chartbridge::sql {

Result<std::optional<bridge::LineWork>, Failure> SqlWorkQueue::ClaimLine(
    const std::string& owner, Instant now, Instant lease_until, bridge::Claim claim, int limit) {
  return ClaimDueLine(engine_, context_, {owner, now, lease_until}, claim, limit);
}

Result<std::optional<SqlWorkQueue::FetchWork>, Failure> SqlWorkQueue::ClaimFetch(
    const std::string& owner, Instant now, Instant lease_until) {
  return ClaimDueFetch(engine_, context_, {owner, now, lease_until});
}

Result<std::vector<std::string>, Failure> SqlWorkQueue::Renew(
    const std::vector<std::string>& owners, Instant lease_until) {
  std::vector<std::string> renewed;
  auto done = engine_.Write(
      [&](Session& session) { renewed = RenewLeases(context_, session, owners, lease_until); });
  if (!done) return Unexpected<Failure>(done.error());
  return renewed;
}

Result<void, Failure> SqlWorkQueue::Release(const std::string& owner) {
  return engine_.Write([&](Session& session) { ReleaseLeases(context_, session, owner); });
}

Result<void, Failure> SqlWorkQueue::EndLeases() {
  return engine_.Write([&](Session& session) { EndAllLeases(context_, session); });
}

Result<std::int64_t, Failure> SqlWorkQueue::Wake(const std::string& conversation,
                                                 bridge::JobKind kind, Instant now) {
  if (!IsUuid(conversation)) return std::int64_t(0);
  std::int64_t woken = 0;
  auto done = engine_.Write([&](Session& session) {
    const Bytes line = LineOf(session, UuidBytes(conversation));
    DisturbWorker(session, line, kind);
    woken = WakeParked(session, line, kind, now);
    if (woken > 0) RefreshDue(context_, session, line);
  });
  if (!done) return Unexpected<Failure>(done.error());
  return woken;
}

}  // namespace chartbridge::sql
