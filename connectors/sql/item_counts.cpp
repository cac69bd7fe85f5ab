#include "connectors/sql/item_counts.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "connectors/sql/item_rows.h"

namespace chartbridge::sql {

using bridge::ReasonCount;
using MediaCount = bridge::ItemQueries::MediaCount;

namespace {

constexpr std::int64_t kDayMillis = 86'400'000;
constexpr Upsert kCount{
    "state_count (tenant, slot, what, day, channel, kind, progress, reason, number)",
    "(tenant, slot, what, day, channel, kind, progress, reason) DO UPDATE SET "
    "number = state_count.number + excluded.number"};

// Sums over slots, and over what `columns` leaves out; what comes to nothing is left out.
Rows Sums(const StoreContext& context, Session& session, std::string_view what,
          const std::string& columns, const std::string& where = {}, const Params& more = {}) {
  Params params{context.tenant(), what};
  params.insert(params.end(), more.begin(), more.end());
  return session.Execute("SELECT " + columns +
                             ", CAST(SUM(number) AS BIGINT) FROM state_count "
                             "WHERE tenant = $1 AND what = $2" +
                             where + " GROUP BY " + columns + " HAVING SUM(number) <> 0",
                         params);
}

std::map<std::string, std::int64_t> SumsByProgress(const StoreContext& context, Session& session,
                                                   std::string_view what) {
  std::map<std::string, std::int64_t> counts;
  for (const Row& row : Sums(context, session, what, "progress"))
    counts[row[0].text()] = row[1].number();
  return counts;
}

}  // namespace

std::int64_t DayOf(Instant at) { return ToUnixMillis(at) / kDayMillis; }

CountOf ReadCountOf(const Row& row, std::size_t first) {
  return {row[first].number() / kDayMillis, row[first + 1].text(), row[first + 2].text(),
          bridge::ReadProgress(row[first + 3].text()).value_or(bridge::Progress::kFailed),
          ReadReasonCell(row[first + 4])};
}

void StateMoves::AddItem(const CountOf& of, int number) {
  moved_[{"item", of.day, of.channel, of.kind, std::string(ToString(of.progress)),
          std::string(ToString(of.reason))}] += number;
}

void StateMoves::Arrive(const CountOf& of) {
  ++moved_[{"arrival", of.day, of.channel, of.kind, std::string(ToString(of.progress)), ""}];
}

void StateMoves::AddMedium(const CountOf& of, const bridge::MediaRow& medium, int number) {
  moved_[{"medium", of.day, of.channel, of.kind, std::string(ToString(medium.progress)),
          std::string(ToString(medium.reason))}] += number;
}

void StateMoves::RemoveMedia(Session& session, const CountOf& of, std::int64_t ordinal) {
  for (const Row& row :
       session.Execute("SELECT progress, reason FROM medium WHERE ordinal = $1", {ordinal}))
    --moved_[{"medium", of.day, of.channel, of.kind, row[0].text(), row[1].text()}];
}

void StateMoves::Write(const StoreContext& context, Session& session) {
  std::vector<Params> rows;
  for (const auto& [key, number] : moved_) {
    if (number == 0) continue;
    const auto& [what, day, channel, kind, progress, reason] = key;
    rows.push_back(
        {context.tenant(), context.audit_slot, what, day, channel, kind, progress, reason, number});
  }
  PutRows(session, kCount, rows);
  moved_.clear();
}

std::map<std::string, std::int64_t> CountItems(const StoreContext& context, Session& session) {
  return SumsByProgress(context, session, "item");
}

std::map<std::string, std::int64_t> CountArrivals(const StoreContext& context, Session& session) {
  return SumsByProgress(context, session, "arrival");
}

std::vector<bridge::DayCount> CountDays(const StoreContext& context, Session& session,
                                        std::int64_t first_day) {
  std::vector<bridge::DayCount> counts;
  for (const Row& row : Sums(context, session, "item", "day, channel, kind, progress, reason",
                             " AND day >= $3", {first_day})) {
    const auto progress = bridge::ReadProgress(row[3].text());
    if (progress)
      counts.push_back({row[0].number(), row[1].text(), row[2].text(), *progress,
                        ReadReasonCell(row[4]), row[5].number()});
  }
  std::sort(counts.begin(), counts.end(), [](const bridge::DayCount& a, const bridge::DayCount& b) {
    return std::tie(a.day, a.channel, a.kind, a.progress, a.reason) <
           std::tie(b.day, b.channel, b.kind, b.progress, b.reason);
  });
  return counts;
}

// Deadlines are times, not numbers: an index has those of the few that have one.
std::vector<ReasonCount> CountReasons(const StoreContext& context, Session& session,
                                      Instant ending_before) {
  std::map<std::pair<bridge::Progress, bridge::Reason>, ReasonCount> counts;
  for (const Row& row : Sums(context, session, "item", "progress, reason", " AND reason <> ''")) {
    const auto progress = bridge::ReadProgress(row[0].text());
    if (!progress) continue;
    const bridge::Reason reason = ReadReasonCell(row[1]);
    counts[{*progress, reason}] = {*progress, reason, row[2].number(), std::nullopt, 0};
  }
  const Rows deadlines = session.Execute(
      "SELECT progress, reason, MIN(deadline), SUM(CASE WHEN deadline < $2 THEN 1 ELSE 0 END) "
      "FROM item WHERE tenant = $1 AND deadline IS NOT NULL AND reason <> '' "
      "GROUP BY reason, progress",
      {context.tenant(), ToUnixMillis(ending_before)});
  for (const Row& row : deadlines) {
    const auto progress = bridge::ReadProgress(row[0].text());
    const auto count = progress ? counts.find({*progress, ReadReasonCell(row[1])}) : counts.end();
    if (count == counts.end()) continue;
    count->second.first_deadline = MaybeInstant(row[2]);
    count->second.ending = row[3].number();
  }
  std::vector<ReasonCount> all;
  for (auto& [of, count] : counts) all.push_back(std::move(count));
  return all;
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
  for (const Row& row : Sums(context, session, "medium", "progress, reason")) {
    const auto progress = bridge::ReadMediaProgress(row[0].text());
    if (progress) counts.push_back({*progress, ReadReasonCell(row[1]), row[2].number()});
  }
  std::sort(counts.begin(), counts.end(), [](const MediaCount& a, const MediaCount& b) {
    return std::pair(a.progress, a.reason) < std::pair(b.progress, b.reason);
  });
  return counts;
}

}  // namespace chartbridge::sql
