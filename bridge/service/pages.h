// Lists of items, a page at a time, as the command line and the API show them: filtered and cut by
// the store.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bridge/ports/channel.h"
#include "bridge/ports/item_queries.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"

namespace chartbridge::bridge::service {

// What questions about items are asked of. All outlive it.
struct ItemPorts {
  ItemQueries& queries;
  Items& items;
  Links& links;
  const Channels& channels;
};

struct PageRequest {
  int limit = 50;
  std::int64_t before = 0;  // the `next` of the page before, 0 for the first
};

template <class T>
struct Page {
  std::vector<T> rows;  // newest first
  std::optional<std::int64_t> next;
};

// The newest of those that `filter` leaves; its `before` and `limit` are the request's.
Result<Page<ItemRow>, Failure> ListItems(const ItemPorts& ports, ItemFilter filter,
                                         const PageRequest& request);

// One that waits for somebody to say whose it is, with the patients that the directory named.
struct WaitingItem {
  ItemRow row;  // with content
  std::vector<std::string> candidates;
};
Result<Page<WaitingItem>, Failure> ListReview(const ItemPorts& ports, const PageRequest& request);

// All that is held, with content, that which ends soonest first, what never ends last; until
// `visit` says false.
Result<void, Failure> VisitHolds(const ItemPorts& ports,
                                 const std::function<bool(const ItemRow&)>& visit);

// Page after page of `read`, oldest row of each page last, until `visit` says false or none is
// left.
template <class T>
Result<void, Failure> VisitPages(
    const std::function<Result<Page<T>, Failure>(const PageRequest&)>& read,
    const std::function<bool(const T&)>& visit) {
  PageRequest request{.limit = 200};
  for (;;) {
    const auto page = read(request);
    if (!page) return Unexpected<Failure>(page.error());
    for (const T& row : page->rows) {
      if (!visit(row)) return {};
    }
    if (!page->next) return {};
    request.before = *page->next;
  }
}

}  // namespace chartbridge::bridge::service
