#include "connectors/sql/sql_housekeeping.h"

#include <algorithm>
#include <set>

#include "connectors/sql/named_requests.h"

namespace chartbridge::sql {
namespace {

constexpr int kSlice = 500;

constexpr std::string_view kNamingTables[] = {
    "account",  "api_token", "approval", "audit_detail",  "audit_subject",
    "delivery", "item",      "medium",   "login_session", "named_request",
};

// Those of the keys that no row names.
std::vector<std::int64_t> Unnamed(const StoreContext& context, Session& session,
                                  const std::vector<std::int64_t>& keys) {
  std::string statement;
  for (const std::string_view table : kNamingTables) {
    if (!statement.empty()) statement.append(" UNION ALL ");
    // The conditions of the indexes stand in every part; they are true of whatever has a key.
    statement.append("SELECT key_id FROM ").append(table);
    statement.append(" WHERE key_id IS NOT NULL AND key_id <> 0 AND key_id");
    statement.append(context.dialect.in_list_1);
  }
  std::set<std::int64_t> unnamed(keys.begin(), keys.end());
  const Rows rows = session.Execute(statement, {ListOf(context.dialect, keys)});
  for (const Row& row : rows) unnamed.erase(row[0].number());
  return {unnamed.begin(), unnamed.end()};
}

bool IsDestroyed(Session& session, std::int64_t key) {
  const auto opened = session.OpenKey(key);
  return !opened && opened.error().kind == FailureKind::kNotFound;
}

// Destroys those that were found so long enough ago and remembers the others; how many are gone.
std::int64_t Judge(const StoreContext& context, Session& session,
                   const std::vector<std::int64_t>& keys, Instant before) {
  const std::vector<std::int64_t> unnamed = Unnamed(context, session, keys);
  const Rows old = session.Execute("SELECT id FROM unnamed_key WHERE id" +
                                       std::string(context.dialect.in_list_1) + " AND since <= $2",
                                   {ListOf(context.dialect, unnamed), ToUnixMillis(before)});
  std::set<std::int64_t> lost;
  for (const Row& row : old) lost.insert(row[0].number());
  const std::int64_t now = ToUnixMillis(context.clock.Now());
  std::vector<Params> seen;
  for (const std::int64_t key : unnamed) {
    if (IsDestroyed(session, key)) {
      lost.erase(key);
    } else if (lost.contains(key)) {
      session.DestroyKey(key);
    } else {
      seen.push_back({key, context.tenant(), now, now});
    }
  }
  PutRows(session,
          {"unnamed_key (id, tenant, since, seen)", "(id) DO UPDATE SET seen = excluded.seen"},
          seen);
  return std::int64_t(lost.size());
}

}  // namespace

std::span<const std::string_view> TablesThatNameKeys() { return kNamingTables; }

Result<std::vector<std::string>, Failure> SqlHousekeeping::Referenced(
    const std::vector<std::string>& objects) {
  std::set<std::string> named;
  const std::vector<Value> all(objects.begin(), objects.end());
  auto read = engine_.Read([&](Session& session) {
    for (std::size_t from = 0; from < all.size(); from += kMostListed) {
      Params params{context_.tenant()};
      const std::string list = ListValues(
          params, std::span(all).subspan(from, std::min(kMostListed, all.size() - from)));
      const Rows rows = session.Execute(
          "SELECT object FROM medium WHERE tenant = $1 AND object <> '' AND object IN " + list,
          params);
      for (const Row& row : rows) named.insert(row[0].text());
    }
  });
  if (!read) return Unexpected<Failure>(read.error());
  std::vector<std::string> referenced;
  std::copy_if(objects.begin(), objects.end(), std::back_inserter(referenced),
               [&](const std::string& object) { return named.contains(object); });
  return referenced;
}

Result<std::int64_t, Failure> SqlHousekeeping::SweepKeys(Instant before) {
  const std::int64_t begun = ToUnixMillis(context_.clock.Now());
  std::int64_t gone = 0;
  std::vector<std::int64_t> keys;
  do {
    const std::int64_t after = keys.empty() ? 0 : keys.back();
    std::vector<std::int64_t> suspects;
    auto read = engine_.Read([&](Session& session) {
      keys = session.ListKeys(after, kSlice);
      suspects = Unnamed(context_, session, keys);
    });
    if (!read) return Unexpected<Failure>(read.error());
    if (suspects.empty()) continue;
    std::int64_t lost = 0;
    auto written =
        engine_.Write([&](Session& session) { lost = Judge(context_, session, suspects, before); });
    if (!written) return Unexpected<Failure>(written.error());
    gone += lost;
  } while (!keys.empty());
  // Whatever got a name meanwhile, or is gone, is suspected no longer.
  auto cleared = engine_.Write([&](Session& session) {
    session.Execute("DELETE FROM unnamed_key WHERE tenant = $1 AND seen < $2",
                    {context_.tenant(), begun});
  });
  if (!cleared) return Unexpected<Failure>(cleared.error());
  return gone;
}

Result<std::int64_t, Failure> SqlHousekeeping::SweepPayloads() {
  std::int64_t gone = 0;
  auto written = engine_.Write([&](Session& session) {
    gone = session
               .Execute(
                   "DELETE FROM payload WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM filing f "
                   "WHERE f.ordinal = payload.ordinal AND f.number = payload.number AND "
                   "f.state NOT IN ('filed', 'retracted', 'dropped'))",
                   {context_.tenant()})
               .affected;
  });
  if (!written) return Unexpected<Failure>(written.error());
  return gone;
}

Result<bridge::SweepCounts, Failure> SqlHousekeeping::Sweep(Instant before) {
  const auto keys = SweepKeys(before);
  if (!keys) return Unexpected<Failure>(keys.error());
  auto requests = engine_.Write([&](Session& session) { ForgetOldRequests(context_, session); });
  if (!requests) return Unexpected<Failure>(requests.error());
  const auto payloads = SweepPayloads();
  if (!payloads) return Unexpected<Failure>(payloads.error());
  return bridge::SweepCounts{*keys, *payloads};
}

Result<bool, Failure> SqlHousekeeping::BeginSweep(Instant now, Milliseconds every) {
  bool begins = false;
  auto written = engine_.Write([&](Session& session) {
    begins = session
                 .Execute(
                     "INSERT INTO sweep (tenant, begun) VALUES ($1, $2) "
                     "ON CONFLICT (tenant) DO UPDATE SET begun = excluded.begun "
                     "WHERE sweep.begun < $3",
                     {context_.tenant(), ToUnixMillis(now), ToUnixMillis(now - every)})
                 .affected > 0;
  });
  if (!written) return Unexpected<Failure>(written.error());
  return begins;
}

}  // namespace chartbridge::sql
