// Brings the database to the schema that this program knows.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/postgres/connection.h"

namespace chartbridge::postgres {

// Names of the scripts that are due; runs them, all in one transaction, unless `dry_run`. Locks
// nothing when there are none. Throws sql::TransactionError, kRefused in one sentence: a newer
// schema, or a database of something else.
std::vector<std::string> MigrateDatabase(Connection& connection, const Clock& clock, bool dry_run);

}  // namespace chartbridge::postgres
