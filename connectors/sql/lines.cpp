#include "connectors/sql/lines.h"

#include <algorithm>

namespace chartbridge::sql {

Bytes LineOf(Session& session, const Bytes& conversation) {
  const Rows rows = session.Execute("SELECT line FROM conversation WHERE id = $1", {conversation});
  return rows.empty() ? conversation : Bytes{rows.front()[0].bytes()};
}

void RefreshDue(const StoreContext& context, Session& session, std::span<const Bytes> lines,
                Locked locked) {
  const std::string in_order(kInOrderJob);
  const std::string refresh =
      "UPDATE conversation SET next_due = (SELECT MIN(due) FROM ("
      "SELECT due FROM (SELECT due FROM job WHERE line = conversation.id AND " +
      in_order +
      " ORDER BY ordinal, due LIMIT 1) AS first UNION ALL "
      "SELECT MIN(due) FROM job WHERE line = conversation.id AND " +
      std::string(kOtherJob) +
      " AND ordinal <= COALESCE((SELECT MIN(ordinal) FROM job WHERE line = conversation.id AND " +
      in_order + "), 9223372036854775807)) AS either) WHERE id IN ";
  for (std::size_t from = 0; from < lines.size(); from += kMostListed) {
    Params params;
    const std::string list =
        ListBytes(params, lines.subspan(from, std::min(kMostListed, lines.size() - from)));
    // Locked first: what the update sees must be no older than the lock.
    if (locked == Locked::kNo && !context.dialect.lock.empty()) {
      session.Execute("SELECT id FROM conversation WHERE id IN " + list + " ORDER BY id" +
                          std::string(context.dialect.lock),
                      params);
    }
    session.ExecuteDeferred(refresh + list, params);
  }
}

std::int64_t WakeParked(Session& session, const Bytes& line, bridge::JobKind kind, Instant now) {
  return session
      .Execute("UPDATE job SET due = $3 WHERE line = $1 AND kind = $2 AND due IS NULL",
               {line, ToString(kind), ToUnixMillis(now)})
      .affected;
}

void DisturbWorker(Session& session, const Bytes& line, bridge::JobKind kind) {
  for (const std::string_view queued : {kInOrderJob, kOtherJob}) {
    session.ExecuteDeferred(
        "UPDATE item SET version = version + 1 WHERE ordinal IN (SELECT ordinal FROM job "
        "WHERE line = $1 AND kind = $2 AND " +
            std::string(queued) +
            ") AND EXISTS (SELECT 1 FROM conversation WHERE id = $1 AND lease_owner IS NOT NULL)",
        {line, ToString(kind)});
  }
}

}  // namespace chartbridge::sql
