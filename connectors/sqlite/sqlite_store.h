// The store on SQLite: chartbridge.db and, beside it, keys.db. CLI commands open the same files
// next to a running service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sql/store.h"

namespace chartbridge::sqlite {

struct SqliteSettings {
  std::string path;                // chartbridge.db
  std::string keys_path;           // "": keys.db in the same folder
  std::string vfs;                 // "": the system's; tests name one that fails
  std::size_t queue_limit = 4096;  // deliveries that may wait for the disk
  std::size_t group_limit = 256;   // requests in one commit
};

// Opens or creates the files, brings the schema up to date, finishes destructions that a crash
// interrupted. When the schema is current, no write lock is waited for: reading goes on however
// long another process writes. Refused in one sentence, and left as they are: a newer schema, a
// database of something else, another tenant's files. `clock` and `entropy` outlive the store.
Result<std::unique_ptr<sql::Store>, Failure> OpenSqlite(const SqliteSettings& settings,
                                                        const crypto::KeyRing& keys,
                                                        const Clock& clock, Entropy& entropy);

// The migrations that are due, by name; carries them out unless `dry_run`.
Result<std::vector<std::string>, Failure> MigrateSqlite(const SqliteSettings& settings,
                                                        const Clock& clock, bool dry_run);

}  // namespace chartbridge::sqlite
