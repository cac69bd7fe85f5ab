// Ledger::ClaimMedia and RecordMedia: fetching media is work of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

Result<std::vector<bridge::ItemRow>, Failure> ClaimMediaWork(Engine& engine,
                                                             const StoreContext& context,
                                                             const std::string& worker, Instant now,
                                                             Instant lease_until, int limit);

// The change as a step of the item decides it; ends a fetch that is under way.
void ChangeMedia(Session& session, std::int64_t ordinal, const bridge::MediaChange& change);

// The outcome of a fetch by the worker that claimed it.
struct FetchOutcome {
  std::string worker;  // "": a person; refused while a worker holds the medium
  bridge::ItemKey key;
  bridge::MediaChange change;
  std::optional<Instant> due;
  int attempts = 0;
};
void RecordFetch(const StoreContext& context, Session& session, const FetchOutcome& outcome);

}  // namespace chartbridge::sql
