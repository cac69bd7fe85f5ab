// Brings the files to the schema that this program knows.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/sqlite3/connection.h"

namespace chartbridge::sqlite {

enum class StoreFile { kMain, kKeys };

// Names of the scripts that are due in that file, which need not exist. Takes no write lock and
// changes nothing. Throws sql::TransactionError, kRefused in one sentence: a newer schema, or a
// database of something else.
std::vector<std::string> PendingScripts(const std::string& path, StoreFile which,
                                        const std::string& vfs);

// How every writing connection runs: log ahead, and durable on commit. Throws SqliteError.
void SetUpForWriting(Connection& file, StoreFile which);

// Runs the scripts that are due, in one transaction, and says their names; takes the write lock
// only when there are some. Throws as PendingScripts.
std::vector<std::string> MigrateFile(Connection& file, StoreFile which, const Clock& clock);

// A store belongs to one tenant for good.
void ClaimForTenant(Connection& main, const std::string& tenant);

}  // namespace chartbridge::sqlite
