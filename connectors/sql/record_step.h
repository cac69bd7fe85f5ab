// Items::Record: one step of one item.
#pragma once

#include "bridge/ports/items.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Throws TransactionError: kNotFound, kConflict, kBusy as the port says.
void RecordStep(const StoreContext& context, Session& session, const bridge::ItemStep& step);

// In the order in which they were made.
std::vector<bridge::DecisionRecord> ReadDecisions(const StoreContext& context, Session& session,
                                                  const bridge::ItemKey& key);

}  // namespace chartbridge::sql
