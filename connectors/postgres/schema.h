// Brings the database to the schema that this program knows.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/postgres/connection.h"

namespace chartbridge::postgres {

// Names of the scripts that are due; runs them, all in this one transaction, unless `dry_run`.
// Throws sql::TransactionError, with kRefused for a schema that is newer.
std::vector<std::string> MigrateDatabase(Connection& connection, const Clock& clock, bool dry_run);

}  // namespace chartbridge::postgres
