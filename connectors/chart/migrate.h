// A chart of an older program: one key for all of it inside chart.db, files in pieces there. What it
// has is sealed anew under its owners' keys, files go to the vault, and what is left of it is wiped.
// Copies of the old chart.db carry their key with them: they are readable as long as they exist.
#pragma once

#include "connectors/chart/resource_store.h"

namespace chartbridge::chart {

// 1 was that of version 0.1.0, 2 that before keys of patients.
constexpr std::int64_t kSchemaVersion = 3;

// One more commit, in both files.
void CountCommit(sqlite::Connection& connection);

// Out of the way of the tables of today, inside a transaction.
void SetOldTablesAside(sqlite::Connection& connection);
// Moves what was set aside, a little at a time; goes on where it was interrupted. Flat memory.
void MoveOldTables(sqlite::Connection& connection, const StoreContext& context, const Site& site);

}  // namespace chartbridge::chart
