// Ledger::Split and SplitAll: deliveries become items.
#pragma once

#include <span>
#include <vector>

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

struct SplitOutcome {
  std::vector<bridge::ItemKey> keys;  // new or replaced
  std::int64_t deliveries_gone = 0;   // those that were split before do not count
};

SplitOutcome SplitDeliveries(const StoreContext& context, Session& session,
                             std::span<const bridge::SplitDelivery> deliveries);

// "provider-id" is the kind of these lookups; a provider's ids are its channel's.
Bytes ProviderLookup(const StoreContext& context, const std::string& channel,
                     const std::string& id);

}  // namespace chartbridge::sql
