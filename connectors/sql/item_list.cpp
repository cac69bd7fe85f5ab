#include "connectors/sql/item_list.h"

#include <algorithm>
#include <limits>

#include "connectors/sql/conversations.h"
#include "connectors/sql/item_rows.h"
#include "connectors/sql/split.h"

namespace chartbridge::sql {
namespace {

using bridge::ItemFilter;
using bridge::ItemRow;
using bridge::Progress;

constexpr std::size_t kPage = 128;
constexpr Progress kUnfiled[] = {Progress::kReceived,  Progress::kParsed, Progress::kMatched,
                                 Progress::kPermitted, Progress::kMapped, Progress::kHeld,
                                 Progress::kFailed};

std::optional<ItemRow> First(std::vector<ItemRow> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

// Appends " AND <condition>$n" and the parameter.
void Narrow(std::string& where, Params& params, std::string_view condition, Value value) {
  params.push_back(std::move(value));
  where.append(" AND ").append(condition).append("$").append(std::to_string(params.size()));
}

// What of a filter is known before its first page: the same for every page.
struct Bounds {
  bool nothing = false;
  std::int64_t first = 0;
  std::vector<Bytes> conversations;  // empty: any
};

// Items arrive nearly in the order of their times, so an ordinal bounds the pages; `received`
// itself narrows them. `+ 0` keeps PostgreSQL from looking for the minimum along the ordinals.
std::int64_t FirstSince(const StoreContext& context, Session& session, Instant since) {
  return session
      .Execute("SELECT MIN(ordinal + 0) FROM item WHERE tenant = $1 AND received >= $2",
               {context.tenant(), ToUnixMillis(since)})
      .front()[0]
      .number();
}

Bounds BoundsOf(const StoreContext& context, Session& session, const ItemFilter& filter) {
  Bounds bounds;
  if (filter.since) {
    bounds.first = FirstSince(context, session, *filter.since);
    bounds.nothing = bounds.first == 0;
  }
  if (!filter.contact.empty()) {
    bounds.conversations = ConversationsOf(context, session, filter.contact);
    bounds.nothing = bounds.nothing || bounds.conversations.empty();
  }
  if (!filter.conversation.empty()) {
    std::vector<Bytes> linked = LinkedConversations(session, filter.conversation);
    if (!filter.contact.empty())
      std::erase_if(linked, [&](const Bytes& id) {
        return std::none_of(bounds.conversations.begin(), bounds.conversations.end(),
                            [&](const Bytes& other) { return other.value == id.value; });
      });
    bounds.nothing = bounds.nothing || linked.empty();
    bounds.conversations = std::move(linked);
  }
  return bounds;
}

// The end of what was read, and how much is still wanted.
struct Cursor {
  std::int64_t at = 0;
  std::size_t left = std::numeric_limits<std::size_t>::max();
};

// The narrowest condition chooses the index; the others stand aside, or SQLite, which keeps no
// statistics, walks through everything that is filed to find the items of one conversation.
void NarrowByColumns(const StoreContext& context, const ItemFilter& filter, const Bounds& bounds,
                     std::string& where, Params& params) {
  const std::string aside(context.dialect.aside);
  bool chosen = !bounds.conversations.empty();
  const auto narrow = [&](const std::string& column, const std::string& value, bool partial) {
    if (value.empty()) return;
    // An index that leaves out empty values is used where that is said.
    const std::string present = partial && !chosen ? column + " <> '' AND " : "";
    Narrow(where, params, (present + (chosen ? aside : "")).append(column).append(" = "), value);
    chosen = true;
  };
  narrow("patient", filter.patient, true);
  narrow("reason", filter.reason, true);
  // Most items are filed or noted; those that are not are few.
  const std::string progress(filter.progress ? ToString(*filter.progress) : "");
  const bool few = filter.progress && bridge::MayMove(*filter.progress);
  if (few) narrow("progress", progress, false);
  narrow("kind", filter.kind, false);
  if (!few) narrow("progress", progress, false);
  const bool by_tenant = chosen && bounds.conversations.empty();
  where.insert(0, "WHERE " + (by_tenant ? "" : aside) + "tenant = $1");
}

std::vector<ItemRow> ReadPage(const StoreContext& context, Session& session,
                              const ItemFilter& filter, const Bounds& bounds,
                              const Cursor& cursor) {
  const bool newest_first = filter.limit > 0;
  std::string where;
  Params params{context.tenant()};
  NarrowByColumns(context, filter, bounds, where, params);
  Narrow(where, params, newest_first ? "ordinal < " : "ordinal > ", cursor.at);
  if (filter.since) {
    Narrow(where, params, "ordinal >= ", bounds.first);
    Narrow(where, params,
           std::string(context.dialect.aside) + "received >= ", ToUnixMillis(*filter.since));
  }
  if (!newest_first && filter.before > 0) Narrow(where, params, "ordinal < ", filter.before);
  // A contact may have several: one per channel, and those that were linked.
  if (!bounds.conversations.empty()) {
    where.append(" AND conversation IN ").append(ListBytes(params, bounds.conversations));
  }
  where.append(newest_first ? " ORDER BY ordinal DESC LIMIT $" : " ORDER BY ordinal LIMIT $");
  params.emplace_back(std::int64_t(std::min(kPage, cursor.left)));
  where.append(std::to_string(params.size()));
  return SelectItems(context, session, where, params,
                     filter.with_content ? Content::kDecrypt : Content::kLeaveOut);
}

Cursor StartOf(const ItemFilter& filter) {
  if (filter.limit <= 0) return {};
  constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
  return {filter.before > 0 ? filter.before : kEnd, std::size_t(filter.limit)};
}

}  // namespace

std::optional<ItemRow> FindItem(const StoreContext& context, Session& session,
                                const bridge::ItemKey& key) {
  return First(SelectItems(context, session, "WHERE tenant = $1 AND item_key = $2",
                           {context.tenant(), UuidBytes(key)}, Content::kDecrypt));
}

std::optional<ItemRow> FindItemByProviderId(const StoreContext& context, Session& session,
                                            const std::string& channel,
                                            const std::string& provider_id) {
  return First(SelectItems(context, session,
                           "WHERE tenant = $1 AND provider_id = $2 "
                           "ORDER BY CASE WHEN kind = 'status' THEN 1 ELSE 0 END, ordinal LIMIT 1",
                           {context.tenant(), ProviderLookup(context, channel, provider_id)},
                           Content::kDecrypt));
}

Result<void, Failure> ListItems(Engine& engine, const StoreContext& context,
                                const ItemFilter& filter,
                                const std::function<bool(const ItemRow&)>& visit) {
  Bounds bounds;
  auto bounded =
      engine.Read([&](Session& session) { bounds = BoundsOf(context, session, filter); });
  if (!bounded || bounds.nothing) return bounded;
  Cursor cursor = StartOf(filter);
  while (cursor.left > 0) {
    std::vector<ItemRow> page;
    auto read = engine.Read(
        [&](Session& session) { page = ReadPage(context, session, filter, bounds, cursor); });
    if (!read) return read;
    for (const ItemRow& item : page) {
      if (!visit(item)) return {};
    }
    if (page.size() < std::min(kPage, cursor.left)) return {};
    cursor = {page.back().ordinal, cursor.left - page.size()};
  }
  return {};
}

std::map<std::string, std::int64_t> CountItems(const StoreContext& context, Session& session) {
  std::map<std::string, std::int64_t> counts;
  const Rows rows =
      session.Execute("SELECT progress, COUNT(*) FROM item WHERE tenant = $1 GROUP BY progress",
                      {context.tenant()});
  for (const Row& row : rows) counts[row[0].text()] = row[1].number();
  return counts;
}

// Items without a reason, which are nearly all, are left out by the index.
std::vector<bridge::ReasonCount> CountReasons(const StoreContext& context, Session& session,
                                              Instant ending_before) {
  std::vector<bridge::ReasonCount> counts;
  const Rows rows = session.Execute(
      "SELECT progress, reason, COUNT(*), MIN(deadline), "
      "SUM(CASE WHEN deadline < $2 THEN 1 ELSE 0 END) FROM item "
      "WHERE tenant = $1 AND reason <> '' GROUP BY progress, reason",
      {context.tenant(), ToUnixMillis(ending_before)});
  for (const Row& row : rows) {
    const auto progress = bridge::ReadProgress(row[0].text());
    if (!progress) continue;
    counts.push_back(
        {*progress, row[1].text(), row[2].number(), MaybeInstant(row[3]), row[4].number()});
  }
  // Here, because databases order words by the rules of some language.
  std::sort(counts.begin(), counts.end(), [](const auto& left, const auto& right) {
    return std::pair(ToString(left.progress), std::string_view(left.reason)) <
           std::pair(ToString(right.progress), std::string_view(right.reason));
  });
  return counts;
}

std::optional<Instant> OldestUnfiledItem(const StoreContext& context, Session& session) {
  std::optional<Instant> oldest;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const Progress progress : kUnfiled) {
    const Rows rows = session.Execute(
        "SELECT ordinal, received FROM item WHERE tenant = $1 AND progress = $2 "
        "ORDER BY ordinal LIMIT 1",
        {context.tenant(), std::string(ToString(progress))});
    if (rows.empty() || rows.front()[0].number() >= first) continue;
    first = rows.front()[0].number();
    oldest = MaybeInstant(rows.front()[1]);
  }
  return oldest;
}

}  // namespace chartbridge::sql
