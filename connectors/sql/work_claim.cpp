#include "connectors/sql/work_claim.h"

#include <algorithm>
#include <limits>

#include "connectors/sql/conversations.h"
#include "connectors/sql/item_rows.h"

namespace chartbridge::sql {
namespace {

using bridge::ItemRow;

struct Leased {
  Bytes line;
  std::string channel;
};

std::optional<Leased> FirstDue(const StoreContext& context, Session& session, Instant now,
                               std::string_view lock) {
  const Rows rows = session.Execute(
      "SELECT id, channel FROM conversation WHERE tenant = $1 AND next_due <= $2 AND "
      "lease_until <= $2 ORDER BY next_due LIMIT 1" +
          std::string(lock),
      {context.tenant(), ToUnixMillis(now)});
  if (rows.empty()) return std::nullopt;
  return Leased{Bytes{rows.front()[0].bytes()}, rows.front()[1].text()};
}

struct DueItem {
  std::int64_t ordinal = 0;
  std::int64_t due = 0;
};

std::vector<DueItem> SelectDue(Session& session, std::string_view where, const Params& params) {
  std::vector<DueItem> found;
  const Rows rows = session.Execute(
      "SELECT ordinal, due FROM item WHERE line = $1 AND " + std::string(where), params);
  for (const Row& row : rows) found.push_back({row[0].number(), row[1].number()});
  return found;
}

// In order of arrival: what is due and not held up by something before it that is under way.
std::vector<std::int64_t> DueOrdinals(Session& session, const Bytes& line, Instant now, int limit) {
  std::vector<DueItem> found =
      SelectDue(session, std::string(kUnderWay) + " ORDER BY ordinal LIMIT $2", {line, limit});
  const auto late = std::find_if(found.begin(), found.end(),
                                 [&](const DueItem& item) { return item.due > ToUnixMillis(now); });
  const std::int64_t bound =
      late == found.end() ? std::numeric_limits<std::int64_t>::max() : late->ordinal;
  found.erase(late, found.end());
  const std::vector<DueItem> waiting = SelectDue(
      session, std::string(kWaiting) + " AND due <= $3 AND ordinal < $4 ORDER BY ordinal LIMIT $2",
      {line, limit, ToUnixMillis(now), bound});
  found.insert(found.end(), waiting.begin(), waiting.end());
  std::sort(found.begin(), found.end(),
            [](const DueItem& a, const DueItem& b) { return a.ordinal < b.ordinal; });
  std::vector<std::int64_t> ordinals;
  ordinals.reserve(found.size());
  for (const DueItem& item : found) ordinals.push_back(item.ordinal);
  if (ordinals.size() > std::size_t(limit)) ordinals.resize(std::size_t(limit));
  return ordinals;
}

// Returns the ordinals of the work; empty when nothing was due after all.
std::vector<std::int64_t> Lease(const StoreContext& context, Session& session, const Leased& leased,
                                const std::string& worker, Instant now, Instant lease_until,
                                int limit) {
  session.Execute("UPDATE conversation SET lease_owner = $2, lease_until = $3 WHERE id = $1",
                  {leased.line, worker, ToUnixMillis(lease_until)});
  std::vector<std::int64_t> ordinals = DueOrdinals(session, leased.line, now, limit);
  if (ordinals.empty()) {
    RefreshDue(context, session, leased.line);
    ReleaseWork(context, session, worker, UuidText(leased.line.value));
    return ordinals;
  }
  session.Execute("UPDATE item SET media_news = 0 WHERE media_news <> 0 AND ordinal" +
                      std::string(context.dialect.in_list_1),
                  {ListOf(context.dialect, ordinals)});
  return ordinals;
}

}  // namespace

Result<std::optional<bridge::Work>, Failure> ClaimWork(Engine& engine, const StoreContext& context,
                                                       const std::string& worker, Instant now,
                                                       Instant lease_until, int limit) {
  std::optional<Leased> leased;
  std::vector<std::int64_t> ordinals;
  auto looked =
      engine.Read([&](Session& session) { leased = FirstDue(context, session, now, {}); });
  if (!looked) return Unexpected<Failure>(looked.error());
  if (!leased) return std::optional<bridge::Work>();

  auto written = engine.Write([&](Session& session) {
    ordinals.clear();
    leased = FirstDue(context, session, now, context.dialect.lock_free);
    if (leased) ordinals = Lease(context, session, *leased, worker, now, lease_until, limit);
  });
  if (!written) return Unexpected<Failure>(written.error());
  if (ordinals.empty()) return std::optional<bridge::Work>();

  bridge::Work work{UuidText(leased->line.value), leased->channel, {}};
  auto read = engine.Read([&](Session& session) {
    work.items =
        SelectItems(context, session,
                    "WHERE ordinal" + std::string(context.dialect.in_list_1) + " ORDER BY ordinal",
                    {ListOf(context.dialect, ordinals)}, Content::kDecrypt);
  });
  if (!read) return Unexpected<Failure>(read.error());
  return std::optional<bridge::Work>(std::move(work));
}

void ReleaseWork(const StoreContext& context, Session& session, const std::string& worker,
                 const std::string& conversation) {
  session.Execute(
      "UPDATE conversation SET lease_owner = NULL, lease_until = 0 "
      "WHERE tenant = $1 AND id = $2 AND lease_owner = $3",
      {context.tenant(), UuidBytes(conversation), worker});
}

}  // namespace chartbridge::sql
