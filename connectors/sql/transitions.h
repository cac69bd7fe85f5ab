// Ledger::Record: one step of one item with everything that belongs to it.
#pragma once

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

void RecordTransition(const StoreContext& context, Session& session,
                      const bridge::Transition& step);

// Kept by Transition::outbox; refused with kNotFound when there is none.
std::string ReadBundle(const StoreContext& context, Session& session, const bridge::ItemKey& key);

std::vector<bridge::DecisionRecord> ReadDecisions(const StoreContext& context, Session& session,
                                                  const bridge::ItemKey& key);

}  // namespace chartbridge::sql
