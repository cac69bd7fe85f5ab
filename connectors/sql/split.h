// Items::Split: what is in a delivery becomes items.
#pragma once

#include <span>

#include "bridge/ports/items.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// How many deliveries are gone, all their items being split off.
std::int64_t SplitSlices(const StoreContext& context, Session& session,
                         std::span<const bridge::Slice> slices);

}  // namespace chartbridge::sql
