// Brings the two files to the schema that this program knows.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/sqlite/database.h"

namespace chartbridge::sqlite {

// How every writing connection runs: log ahead, and durable on commit. Throws SqliteError.
void SetUpForWriting(Database& file);
void SetUpKeysForWriting(Database& file);

// Names of the scripts that are due in `main` and `keys`; runs them unless `dry_run`, each in a
// transaction of its own. Throws sql::TransactionError, with kRefused for a schema that is newer.
std::vector<std::string> MigrateFiles(Database& main, Database& keys, const Clock& clock,
                                      bool dry_run);

// A store belongs to one tenant for good.
void ClaimForTenant(Database& main, const std::string& tenant);

}  // namespace chartbridge::sqlite
