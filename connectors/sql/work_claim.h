// Ledger::Claim and Release: leases on conversations.
#pragma once

#include <optional>
#include <string>

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

Result<std::optional<bridge::Work>, Failure> ClaimWork(Engine& engine, const StoreContext& context,
                                                       const std::string& worker, Instant now,
                                                       Instant lease_until, int limit);

void ReleaseWork(const StoreContext& context, Session& session, const std::string& worker,
                 const std::string& conversation);

}  // namespace chartbridge::sql
