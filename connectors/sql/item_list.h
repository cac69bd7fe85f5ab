// Questions about items: one by its key or its provider's id, lists, counts.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// With content.
std::optional<bridge::ItemRow> FindItem(const StoreContext& context, Session& session,
                                        const bridge::ItemKey& key);

// With content. A receipt speaks of a message under the message's id; the message is meant.
std::optional<bridge::ItemRow> FindItemByProviderId(const StoreContext& context, Session& session,
                                                    const std::string& channel,
                                                    const std::string& provider_id);

// In order of arrival, page by page: flat memory, and no snapshot held while `visit` runs.
Result<void, Failure> ListItems(Engine& engine, const StoreContext& context,
                                const bridge::ItemFilter& filter,
                                const std::function<bool(const bridge::ItemRow&)>& visit);

std::map<std::string, std::int64_t> CountItems(const StoreContext& context, Session& session);
std::vector<bridge::ReasonCount> CountReasons(const StoreContext& context, Session& session,
                                              Instant ending_before);
std::optional<Instant> OldestUnfiledItem(const StoreContext& context, Session& session);

}  // namespace chartbridge::sql
