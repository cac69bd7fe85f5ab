// How many items and media stand where.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/item_queries.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

std::map<std::string, std::int64_t> CountItems(const StoreContext& context, Session& session);
std::vector<bridge::ReasonCount> CountReasons(const StoreContext& context, Session& session,
                                              Instant ending_before);
std::optional<Instant> OldestUnderWay(const StoreContext& context, Session& session);
std::vector<bridge::ItemQueries::MediaCount> CountMedia(const StoreContext& context,
                                                        Session& session);

}  // namespace chartbridge::sql
