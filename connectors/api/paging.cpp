#include "connectors/api/paging.h"

#include <charconv>

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using fhir::json::Value;

constexpr int kChunk = 500;
constexpr int kMostLookedAt = 5000;
constexpr int kLargestPage = 200;

std::optional<std::int64_t> ReadWhole(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || number < 1) return std::nullopt;
  return number;
}

}  // namespace

Answer<PageWish> ReadPageWish(const Ask& ask) {
  PageWish wish;
  if (const std::string limit = ask.Query("limit"); !limit.empty()) {
    const auto number = ReadWhole(limit);
    if (!number || *number > kLargestPage) return Refuse(422, "limit", "A page has 1 to 200 rows.");
    wish.limit = int(*number);
  }
  if (const std::string cursor = ask.Query("cursor"); !cursor.empty()) {
    const auto number = ReadWhole(cursor);
    if (!number) return Refuse(422, "cursor", "This cursor is not one of ours; begin anew.");
    wish.before = *number;
  }
  return wish;
}

Answer<RowPage> ReadRows(const Ask& ask, const bridge::ItemFilter& wanted, const PageWish& wish,
                         const std::function<bool(const ItemRow&)>& keep) {
  RowPage page;
  bridge::ItemFilter filter = wanted;
  filter.before = wish.before;
  filter.limit = kChunk;
  filter.with_content = false;
  for (int looked_at = 0; looked_at < kMostLookedAt;) {
    int seen = 0;
    bool full = false;
    const auto listed = ask.ports.queries.List(filter, [&](const ItemRow& row) {
      if (full) return false;
      ++seen;
      filter.before = row.ordinal;
      if (keep(row)) page.rows.push_back(row);
      full = page.rows.size() == std::size_t(wish.limit);
      return !full;
    });
    if (!listed) return RefuseFor(listed.error());
    looked_at += seen;
    if (!full && seen < kChunk) return page;
    page.next = filter.before;
    if (full) return page;
  }
  return page;
}

Answer<void> LoadContent(const Ask& ask, std::vector<ItemRow>& rows) {
  for (ItemRow& row : rows) {
    auto whole = ask.ports.items.Find(row.key);
    if (!whole) return RefuseFor(whole.error());
    if (*whole) row = std::move(**whole);
  }
  return {};
}

Reply PageReply(fhir::json::Array items, std::optional<std::int64_t> next) {
  Value json;
  json.Set("items", std::move(items));
  json.Set("next", next ? Value(std::to_string(*next)) : Value());
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
