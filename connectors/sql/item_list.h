// Lists of items by what people ask for, page by page.
#pragma once

#include <functional>

#include "bridge/ports/item_queries.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

Result<void, Failure> ListItems(Engine& engine, const StoreContext& context,
                                const bridge::ItemFilter& filter,
                                const std::function<bool(const bridge::ItemRow&)>& visit);

}  // namespace chartbridge::sql
