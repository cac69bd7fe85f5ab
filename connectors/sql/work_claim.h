// WorkQueue: who works on what is due, and for how long.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/work_queue.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Who claims, and until when.
struct Claimant {
  const std::string& owner;
  Instant now;
  Instant lease_until;
};

Result<std::optional<bridge::LineWork>, Failure> ClaimDueLine(Engine& engine,
                                                              const StoreContext& context,
                                                              const Claimant& claimant,
                                                              bridge::Claim claim, int limit);
Result<std::optional<bridge::WorkQueue::FetchWork>, Failure> ClaimDueFetch(
    Engine& engine, const StoreContext& context, const Claimant& claimant);

// Those of the owners that hold a lease, on whatever; prolonged.
std::vector<std::string> RenewLeases(const StoreContext& context, Session& session,
                                     const std::vector<std::string>& owners, Instant lease_until);
void ReleaseLeases(const StoreContext& context, Session& session, const std::string& owner);
void EndAllLeases(const StoreContext& context, Session& session);

}  // namespace chartbridge::sql
