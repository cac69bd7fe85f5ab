#include "connectors/sql/item_list.h"

#include <algorithm>
#include <limits>

#include "connectors/sql/conversations.h"
#include "connectors/sql/item_rows.h"
#include "connectors/sql/key_range.h"
#include "connectors/sql/new_items.h"

namespace chartbridge::sql {
namespace {

using bridge::ItemFilter;
using bridge::ItemRow;
using bridge::Progress;

constexpr std::size_t kPage = 128;
// Most items are filed or noted; those that are not are few.
bool IsFew(Progress progress) {
  return progress != Progress::kFiled && progress != Progress::kNoted &&
         progress != Progress::kDropped;
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
  std::optional<KeyRange> keys;
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
  if (!filter.key_prefix.empty()) {
    bounds.keys = KeysThatBegin(filter.key_prefix);
    bounds.nothing = bounds.nothing || !bounds.keys;
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
  bool chosen = !bounds.conversations.empty() || bounds.keys.has_value();
  const auto narrow = [&](const std::string& column, std::string_view value, bool partial) {
    if (value.empty()) return;
    // An index that leaves out empty values is used where that is said.
    const std::string present = partial && !chosen ? column + " <> '' AND " : "";
    Narrow(where, params, (present + (chosen ? aside : "")).append(column).append(" = "), value);
    chosen = true;
  };
  if (!filter.provider_id.empty()) {
    Narrow(where, params,
           "provider_id = ", ProviderLookup(context, filter.channel, filter.provider_id));
    chosen = true;
  }
  if (filter.queue != bridge::StaffQueue::kNone) {
    if (!chosen) where.append(" AND staff_queue <> 0");
    Narrow(where, params, (chosen ? aside : "") + "staff_queue = ", int(filter.queue));
    chosen = true;
  }
  narrow("patient", filter.patient, true);
  if (filter.reason) narrow("reason", ToString(*filter.reason), true);
  if (filter.reason == bridge::Reason::kNone) where.append(" AND reason = ''");
  const std::string_view progress = filter.progress ? ToString(*filter.progress) : "";
  const bool few = filter.progress && IsFew(*filter.progress);
  if (few) narrow("progress", progress, false);
  const bool for_staff = filter.audience != bridge::Audience::kEverybody;
  const bool by_staff = for_staff && !chosen;
  if (by_staff) {
    where.append(" AND (patient <> '' OR staff_queue = 2)");
    // Most of what staff may see is filed: an index that follows each step is for the others only.
    const bool filed = filter.progress == Progress::kFiled;
    if (!progress.empty() && !filed) where.append(" AND progress IN ('noted', 'dropped')");
    if (!progress.empty()) Narrow(where, params, (filed ? aside : "") + "progress = ", progress);
    chosen = true;
  } else if (for_staff) {
    where.append(" AND (" + aside + "patient <> '' OR " + aside + "staff_queue = 2)");
  }
  if (filter.audience == bridge::Audience::kOfPatients)
    where.append(" AND ").append(aside).append("patient <> ''");
  narrow("kind", filter.kind, false);
  if (!few && !by_staff) narrow("progress", progress, false);
  if (!filter.channel.empty()) Narrow(where, params, aside + "channel = ", filter.channel);
  const bool by_tenant =
      chosen && bounds.conversations.empty() && !bounds.keys && filter.provider_id.empty();
  where.insert(0, "WHERE " + (by_tenant ? "" : aside) + "tenant = $1");
}

std::vector<ItemRow> ReadPage(const StoreContext& context, Session& session,
                              const ItemFilter& filter, const Bounds& bounds,
                              const Cursor& cursor) {
  const bool newest_first = filter.limit > 0;
  std::string where;
  Params params{context.tenant()};
  NarrowByColumns(context, filter, bounds, where, params);
  const std::string beyond = newest_first ? "ordinal < " : "ordinal > ";
  Narrow(where, params, (bounds.keys ? std::string(context.dialect.aside) : "") + beyond,
         cursor.at);
  if (filter.since) {
    Narrow(where, params, "ordinal >= ", bounds.first);
    Narrow(where, params,
           std::string(context.dialect.aside) + "received >= ", ToUnixMillis(*filter.since));
  }
  if (bounds.keys) {
    Narrow(where, params, "item_key >= ", bounds.keys->first);
    Narrow(where, params, "item_key <= ", bounds.keys->last);
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

}  // namespace chartbridge::sql
