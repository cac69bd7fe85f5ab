// Lists in pages: {items, next}. A cursor is the ordinal that the next page begins below; whoever
// invents one sees no more than the list itself shows.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "connectors/api/ask.h"

namespace chartbridge::api {

struct PageWish {
  int limit = 50;           // 1 to 200
  std::int64_t before = 0;  // 0: from the newest on
};
Answer<PageWish> ReadPageWish(const Ask& ask);

struct RowPage {
  std::vector<bridge::ItemRow> rows;
  std::optional<std::int64_t> next;
};

// The newest of those that `filter` and `keep` leave. Looks at a few thousand items at most, so a
// page may come out short although `next` says that there is more.
Answer<RowPage> ReadRows(const Ask& ask, const bridge::ItemFilter& filter, const PageWish& wish,
                         const std::function<bool(const bridge::ItemRow&)>& keep);

// The same rows with their content, for what is read out of it.
Answer<void> LoadContent(const Ask& ask, std::vector<bridge::ItemRow>& rows);

Reply PageReply(fhir::json::Array items, std::optional<std::int64_t> next = std::nullopt);

}  // namespace chartbridge::api
