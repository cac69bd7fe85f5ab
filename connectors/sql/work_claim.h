// Ledger::Claim and Release: leases on conversations.
#pragma once

#include <optional>
#include <string>

#include "bridge/ports/ledger.h"
#include "connectors/sql/tools.h"

namespace chartbridge::sql {

Result<std::optional<bridge::Work>, Failure> ClaimWork(Engine& engine, const Tools& tools,
                                                       const std::string& worker, Instant now,
                                                       Instant lease_until, int limit);

void ReleaseWork(const Tools& tools, Session& session, const std::string& worker,
                 const std::string& conversation);

}  // namespace chartbridge::sql
