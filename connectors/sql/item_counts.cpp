#include "connectors/sql/item_counts.h"

#include <algorithm>
#include <utility>

#include "connectors/sql/item_rows.h"

namespace chartbridge::sql {

using bridge::ReasonCount;
using MediaCount = bridge::ItemQueries::MediaCount;

std::map<std::string, std::int64_t> CountItems(const StoreContext& context, Session& session) {
  std::map<std::string, std::int64_t> counts;
  const Rows rows =
      session.Execute("SELECT progress, COUNT(*) FROM item WHERE tenant = $1 GROUP BY progress",
                      {context.tenant()});
  for (const Row& row : rows) counts[row[0].text()] = row[1].number();
  return counts;
}

// Items without a reason, which are nearly all, are left out by the index.
std::vector<ReasonCount> CountReasons(const StoreContext& context, Session& session,
                                      Instant ending_before) {
  std::vector<ReasonCount> counts;
  const Rows rows = session.Execute(
      "SELECT progress, reason, COUNT(*), MIN(deadline), "
      "SUM(CASE WHEN deadline < $2 THEN 1 ELSE 0 END) FROM item "
      "WHERE tenant = $1 AND reason <> '' GROUP BY reason, progress",
      {context.tenant(), ToUnixMillis(ending_before)});
  for (const Row& row : rows) {
    const auto progress = bridge::ReadProgress(row[0].text());
    if (!progress) continue;
    counts.push_back({*progress, ReadReasonCell(row[1]), row[2].number(), MaybeInstant(row[3]),
                      row[4].number()});
  }
  std::sort(counts.begin(), counts.end(), [](const ReasonCount& a, const ReasonCount& b) {
    return std::pair(a.progress, a.reason) < std::pair(b.progress, b.reason);
  });
  return counts;
}

std::optional<Instant> OldestUnderWay(const StoreContext& context, Session& session) {
  return MaybeInstant(session
                          .Execute("SELECT MIN(received) FROM item WHERE tenant = $1 AND "
                                   "progress IN ('parsed', 'matched', 'permitted', 'mapped')",
                                   {context.tenant()})
                          .front()[0]);
}

std::vector<MediaCount> CountMedia(const StoreContext& context, Session& session) {
  std::vector<MediaCount> counts;
  const Rows rows = session.Execute(
      "SELECT progress, reason, COUNT(*) FROM medium WHERE tenant = $1 GROUP BY progress, reason",
      {context.tenant()});
  for (const Row& row : rows) {
    const auto progress = bridge::ReadMediaProgress(row[0].text());
    if (progress) counts.push_back({*progress, ReadReasonCell(row[1]), row[2].number()});
  }
  std::sort(counts.begin(), counts.end(), [](const MediaCount& a, const MediaCount& b) {
    return std::pair(a.progress, a.reason) < std::pair(b.progress, b.reason);
  });
  return counts;
}

}  // namespace chartbridge::sql
