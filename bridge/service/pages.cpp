#include "bridge/service/pages.h"

#include <algorithm>

#include "bridge/service/item_json.h"

namespace chartbridge::bridge::service {
namespace {

struct Hold {
  ItemKey key;
  std::optional<Instant> until;
};

}  // namespace

Result<Page<ItemRow>, Failure> ListItems(const ItemPorts& ports, ItemFilter filter,
                                         const PageRequest& request) {
  Page<ItemRow> page;
  filter.before = request.before;
  filter.limit = request.limit + 1;  // whether there is more
  const auto listed = ports.queries.List(filter, [&](const ItemRow& row) {
    if (page.rows.size() == std::size_t(request.limit)) {
      page.next = page.rows.back().ordinal;
      return false;
    }
    page.rows.push_back(row);
    return true;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  return page;
}

Result<Page<WaitingItem>, Failure> ListReview(const ItemPorts& ports, const PageRequest& request) {
  auto rows = ListItems(ports, {.queue = StaffQueue::kReview, .with_content = true}, request);
  if (!rows) return Unexpected<Failure>(rows.error());
  Page<WaitingItem> page{{}, rows->next};
  for (ItemRow& row : rows->rows) {
    const auto decisions = ports.items.Decisions(row.key);
    if (!decisions) return Unexpected<Failure>(decisions.error());
    page.rows.push_back({std::move(row), CandidatesOf(*decisions)});
  }
  return page;
}

Result<void, Failure> VisitHolds(const ItemPorts& ports,
                                 const std::function<bool(const ItemRow&)>& visit) {
  std::vector<Hold> holds;
  const auto listed = ports.queries.List({.progress = Progress::kHeld}, [&](const ItemRow& row) {
    holds.push_back({row.key, row.deadline});
    return true;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  std::stable_sort(holds.begin(), holds.end(), [](const Hold& a, const Hold& b) {
    return a.until.value_or(Instant::max()) < b.until.value_or(Instant::max());
  });
  for (const Hold& hold : holds) {
    const auto row = ports.items.Find(hold.key);
    if (!row) return Unexpected<Failure>(row.error());
    if (*row && !visit(**row)) break;
  }
  return {};
}

}  // namespace chartbridge::bridge::service
