#include "connectors/sql/item_list.h"

#include <limits>

#include "connectors/sql/conversations.h"
#include "connectors/sql/item_rows.h"
#include "connectors/sql/split.h"

namespace chartbridge::sql {
namespace {

using bridge::Failure;
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

// A contact may have several conversations: one per channel, and those that were linked.
void NarrowToContact(std::string& where, Params& params, const std::vector<Bytes>& conversations) {
  where.append(" AND conversation IN (");
  for (std::size_t i = 0; i < conversations.size(); ++i) {
    params.push_back(conversations[i]);
    where.append(i == 0 ? "$" : ", $").append(std::to_string(params.size()));
  }
  where.append(")");
}

std::vector<ItemRow> ReadPage(const Tools& tools, Session& session, const ItemFilter& filter,
                              std::int64_t after) {
  std::string where = "WHERE tenant = $1 AND ordinal > $2";
  Params params{tools.tenant(), after};
  if (filter.since) Narrow(where, params, "received >= ", ToUnixMillis(*filter.since));
  if (filter.progress) {
    Narrow(where, params, "progress = ", std::string(ToString(*filter.progress)));
  }
  if (!filter.kind.empty()) Narrow(where, params, "kind = ", filter.kind);
  if (!filter.contact.empty()) {
    const std::vector<Bytes> conversations = ConversationsOf(tools, session, filter.contact);
    if (conversations.empty()) return {};
    NarrowToContact(where, params, conversations);
  }
  where.append(" ORDER BY ordinal LIMIT ").append(std::to_string(kPage));
  return SelectItems(tools, session, where, params,
                     filter.with_content ? Content::kDecrypt : Content::kLeaveOut);
}

}  // namespace

std::optional<ItemRow> FindItem(const Tools& tools, Session& session, const bridge::ItemKey& key) {
  return First(SelectItems(tools, session, "WHERE tenant = $1 AND item_key = $2",
                           {tools.tenant(), UuidBytes(key)}, Content::kDecrypt));
}

std::optional<ItemRow> FindItemByProviderId(const Tools& tools, Session& session,
                                            const std::string& channel,
                                            const std::string& provider_id) {
  return First(SelectItems(tools, session,
                           "WHERE tenant = $1 AND provider_id = $2 "
                           "ORDER BY CASE WHEN kind = 'status' THEN 1 ELSE 0 END, ordinal LIMIT 1",
                           {tools.tenant(), ProviderLookup(tools, channel, provider_id)},
                           Content::kDecrypt));
}

Result<void, Failure> ListItems(Engine& engine, const Tools& tools, const ItemFilter& filter,
                                const std::function<bool(const ItemRow&)>& visit) {
  std::int64_t after = 0;
  for (;;) {
    std::vector<ItemRow> page;
    auto read =
        engine.Read([&](Session& session) { page = ReadPage(tools, session, filter, after); });
    if (!read) return read;
    for (const ItemRow& item : page) {
      if (!visit(item)) return {};
    }
    if (page.size() < kPage) return {};
    after = page.back().ordinal;
  }
}

std::map<std::string, std::int64_t> CountItems(const Tools& tools, Session& session) {
  std::map<std::string, std::int64_t> counts;
  const Rows rows = session.Execute(
      "SELECT progress, COUNT(*) FROM item WHERE tenant = $1 GROUP BY progress", {tools.tenant()});
  for (const Row& row : rows) counts[row[0].text()] = row[1].number();
  return counts;
}

std::optional<Instant> OldestUnfiledItem(const Tools& tools, Session& session) {
  std::optional<Instant> oldest;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const Progress progress : kUnfiled) {
    const Rows rows = session.Execute(
        "SELECT ordinal, received FROM item WHERE tenant = $1 AND progress = $2 "
        "ORDER BY ordinal LIMIT 1",
        {tools.tenant(), std::string(ToString(progress))});
    if (rows.empty() || rows.front()[0].number() >= first) continue;
    first = rows.front()[0].number();
    oldest = MaybeInstant(rows.front()[1]);
  }
  return oldest;
}

}  // namespace chartbridge::sql
