#include "connectors/sql/work_claim.h"

#include <algorithm>
#include <limits>
#include <set>

#include "connectors/sql/item_rows.h"
#include "connectors/sql/lines.h"

namespace chartbridge::sql {
namespace {

using bridge::Claim;
using bridge::LineWork;
using FetchWork = bridge::WorkQueue::FetchWork;

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

// The line whose earliest due job is the oldest, if nobody holds it.
std::optional<Bytes> FirstDue(const StoreContext& context, Session& session, Instant now,
                              Claim claim, std::string_view lock) {
  static const std::string kAnyWork =
      "SELECT id FROM conversation WHERE tenant = $1 AND next_due <= $2 AND lease_until <= $2 "
      "ORDER BY next_due LIMIT 1";
  // What stands behind a job that is not due yet waits here too.
  static const std::string kWithoutEhr =
      "SELECT c.id FROM (SELECT line, ordinal, due FROM job WHERE tenant = $1 AND due <= $2 AND " +
      std::string(kJobWithoutEhr) +
      ") AS j JOIN conversation c ON c.id = j.line WHERE c.lease_until <= $2 AND NOT EXISTS ("
      "SELECT 1 FROM job WHERE line = j.line AND " +
      std::string(kInOrderJob) + " AND due > $2 AND ordinal < j.ordinal) ORDER BY j.due LIMIT 1";
  // The lock is on the line alone.
  static const std::string kWithoutEhrLocked =
      "SELECT id FROM conversation WHERE id = $1 AND lease_until <= $2";
  if (claim == Claim::kAll) {
    const Rows rows =
        session.Execute(kAnyWork + std::string(lock), {context.tenant(), ToUnixMillis(now)});
    if (rows.empty()) return std::nullopt;
    return Bytes{rows.front()[0].bytes()};
  }
  Rows rows = session.Execute(kWithoutEhr, {context.tenant(), ToUnixMillis(now)});
  if (!rows.empty() && !lock.empty()) {
    rows = session.Execute(kWithoutEhrLocked + std::string(lock),
                           {rows.front()[0], ToUnixMillis(now)});
  }
  if (rows.empty()) return std::nullopt;
  return Bytes{rows.front()[0].bytes()};
}

struct QueuedJob {
  std::int64_t ordinal = 0;
  std::int64_t due = 0;
};

std::vector<QueuedJob> SelectJobs(Session& session, const std::string& where,
                                  const Params& params) {
  const Rows rows =
      session.Execute("SELECT ordinal, due FROM job WHERE line = $1 AND " + where, params);
  std::vector<QueuedJob> jobs;
  for (const Row& row : rows) jobs.push_back({row[0].number(), row[1].number()});
  return jobs;
}

// The items of a line that are to be worked on, by ordinal.
struct LineItems {
  std::set<std::int64_t> due;
  std::set<std::int64_t> along;
};

// In the order of arrival: what is due and not behind an item whose turn has not come.
std::set<std::int64_t> DueItems(Session& session, const Bytes& line, Instant now, int limit) {
  std::set<std::int64_t> due;
  std::int64_t last = kEnd;
  const std::vector<QueuedJob> in_order = SelectJobs(
      session, std::string(kInOrderJob) + " ORDER BY ordinal, due LIMIT $2", {line, limit});
  if (in_order.size() == std::size_t(limit)) last = in_order.back().ordinal;
  for (const QueuedJob& job : in_order) {
    if (job.ordinal > last) break;
    if (job.due > ToUnixMillis(now)) {
      last = job.ordinal;
    } else {
      due.insert(job.ordinal);
    }
  }
  const std::vector<QueuedJob> others = SelectJobs(
      session,
      std::string(kOtherJob) + " AND due <= $3 AND ordinal <= $4 ORDER BY ordinal LIMIT $2",
      {line, limit, ToUnixMillis(now), last});
  for (const QueuedJob& job : others) due.insert(job.ordinal);
  return due;
}

std::set<std::int64_t> DueWithoutEhr(Session& session, const Bytes& line, Instant now, int limit) {
  static const std::string kDue =
      std::string(kJobWithoutEhr) +
      " AND due <= $3 AND ordinal <= COALESCE((SELECT MIN(ordinal) FROM job WHERE line = $1 AND " +
      std::string(kInOrderJob) + " AND due > $3), 9223372036854775807) ORDER BY ordinal LIMIT $2";
  std::set<std::int64_t> due;
  for (const QueuedJob& job : SelectJobs(session, kDue, {line, limit, ToUnixMillis(now)})) {
    due.insert(job.ordinal);
  }
  return due;
}

LineItems ItemsOf(Session& session, const Bytes& line, Instant now, Claim claim, int limit) {
  if (claim == Claim::kWithoutEhr) return {DueWithoutEhr(session, line, now, limit), {}};
  LineItems items{DueItems(session, line, now, limit), {}};
  if (items.due.empty()) return items;
  const std::vector<QueuedJob> along =
      SelectJobs(session, std::string(kAlongJob) + " AND ordinal < $3 ORDER BY ordinal LIMIT $2",
                 {line, limit, *items.due.rbegin()});
  for (const QueuedJob& job : along) items.along.insert(job.ordinal);
  return items;
}

// At most `limit` of them, in order, and always one that is due: what goes along must not keep it
// from ever coming.
std::vector<std::int64_t> Choose(const LineItems& items, int limit) {
  std::set<std::int64_t> all = items.due;
  all.insert(items.along.begin(), items.along.end());
  std::vector<std::int64_t> chosen(all.begin(), all.end());
  if (chosen.size() <= std::size_t(limit)) return chosen;
  chosen.resize(std::size_t(limit));
  if (!chosen.empty() && chosen.back() < *items.due.begin()) chosen.back() = *items.due.begin();
  return chosen;
}

std::vector<std::int64_t> LeaseLine(const StoreContext& context, Session& session,
                                    const Bytes& line, const Claimant& claimant, Claim claim,
                                    int limit) {
  std::vector<std::int64_t> ordinals =
      Choose(ItemsOf(session, line, claimant.now, claim, limit), limit);
  if (ordinals.empty()) {
    RefreshDue(context, session, line, Locked::kYes);
    return ordinals;
  }
  session.Execute("UPDATE conversation SET lease_owner = $2, lease_until = $3 WHERE id = $1",
                  {line, claimant.owner, ToUnixMillis(claimant.lease_until)});
  return ordinals;
}

Rows OldestFetch(const StoreContext& context, Session& session, Instant now,
                 std::string_view lock) {
  return session.Execute(
      "SELECT ordinal, number FROM job WHERE tenant = $1 AND kind = 'fetch' AND "
      "due IS NOT NULL AND due <= $2 AND lease_until <= $2 ORDER BY due, ordinal LIMIT 1" +
          std::string(lock),
      {context.tenant(), ToUnixMillis(now)});
}

constexpr std::string_view kLeasedTables[] = {"conversation", "job", "delivery"};

}  // namespace

// Asked on a read connection first: an idle worker must not make the disk sync.
Result<std::optional<LineWork>, Failure> ClaimDueLine(Engine& engine, const StoreContext& context,
                                                      const Claimant& claimant, Claim claim,
                                                      int limit) {
  std::optional<Bytes> line;
  std::vector<std::int64_t> ordinals;
  auto looked = engine.Read(
      [&](Session& session) { line = FirstDue(context, session, claimant.now, claim, {}); });
  if (!looked) return Unexpected<Failure>(looked.error());
  if (!line) return std::optional<LineWork>();

  auto written = engine.Write([&](Session& session) {
    ordinals.clear();
    line = FirstDue(context, session, claimant.now, claim, context.dialect.lock_free);
    if (line) ordinals = LeaseLine(context, session, *line, claimant, claim, limit);
  });
  if (!written) return Unexpected<Failure>(written.error());
  if (ordinals.empty()) return std::optional<LineWork>();

  LineWork work{UuidText(line->value), {}};
  auto read =
      engine.Read([&](Session& session) { work.items = ReadItems(context, session, ordinals); });
  if (!read) return Unexpected<Failure>(read.error());
  return std::optional<LineWork>(std::move(work));
}

Result<std::optional<FetchWork>, Failure> ClaimDueFetch(Engine& engine, const StoreContext& context,
                                                        const Claimant& claimant) {
  bool any = false;
  auto looked = engine.Read(
      [&](Session& session) { any = !OldestFetch(context, session, claimant.now, {}).empty(); });
  if (!looked) return Unexpected<Failure>(looked.error());
  if (!any) return std::optional<FetchWork>();

  std::vector<std::int64_t> ordinals;
  int number = 0;
  auto written = engine.Write([&](Session& session) {
    ordinals.clear();
    const Rows rows = OldestFetch(context, session, claimant.now, context.dialect.lock_free);
    if (rows.empty()) return;
    ordinals.push_back(rows.front()[0].number());
    number = int(rows.front()[1].number());
    session.Execute(
        "UPDATE job SET lease_owner = $3, lease_until = $4 "
        "WHERE ordinal = $1 AND kind = 'fetch' AND number = $2",
        {ordinals.front(), number, claimant.owner, ToUnixMillis(claimant.lease_until)});
  });
  if (!written) return Unexpected<Failure>(written.error());
  if (ordinals.empty()) return std::optional<FetchWork>();

  std::vector<bridge::ItemRow> items;
  auto read = engine.Read([&](Session& session) { items = ReadItems(context, session, ordinals); });
  if (!read) return Unexpected<Failure>(read.error());
  if (items.empty()) return std::optional<FetchWork>();
  return std::optional<FetchWork>({std::move(items.front()), number});
}

std::vector<std::string> RenewLeases(const StoreContext& context, Session& session,
                                     const std::vector<std::string>& owners, Instant lease_until) {
  std::set<std::string> holding;
  const std::vector<Value> all(owners.begin(), owners.end());
  for (std::size_t from = 0; from < all.size(); from += kMostListed) {
    Params params{context.tenant(), ToUnixMillis(lease_until)};
    const std::string list =
        ListValues(params, std::span(all).subspan(from, std::min(kMostListed, all.size() - from)));
    for (const std::string_view table : kLeasedTables) {
      const Rows held = session.Execute("UPDATE " + std::string(table) +
                                            " SET lease_until = $2 WHERE tenant = $1 AND "
                                            "lease_owner IS NOT NULL AND lease_owner IN " +
                                            list + " RETURNING lease_owner",
                                        params);
      for (const Row& row : held) holding.insert(row[0].text());
    }
  }
  std::vector<std::string> renewed;
  for (const std::string& owner : owners) {
    if (holding.contains(owner)) renewed.push_back(owner);
  }
  return renewed;
}

void ReleaseLeases(const StoreContext& context, Session& session, const std::string& owner) {
  for (const std::string_view table : kLeasedTables) {
    session.ExecuteDeferred(
        "UPDATE " + std::string(table) +
            " SET lease_owner = NULL, lease_until = 0 "
            "WHERE tenant = $1 AND lease_owner IS NOT NULL AND lease_owner = $2",
        {context.tenant(), owner});
  }
}

void EndAllLeases(const StoreContext& context, Session& session) {
  for (const std::string_view table : kLeasedTables) {
    session.ExecuteDeferred("UPDATE " + std::string(table) +
                                " SET lease_owner = NULL, lease_until = 0 "
                                "WHERE tenant = $1 AND lease_owner IS NOT NULL",
                            {context.tenant()});
  }
}

}  // namespace chartbridge::sql
