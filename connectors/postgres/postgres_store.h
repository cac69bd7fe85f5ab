// The store on PostgreSQL 15 and later, for many replicas: nothing but PostgreSQL is shared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sql/store.h"

namespace chartbridge::postgres {

struct PostgresSettings {
  std::string url;       // postgresql://user@host1,host2/db?target_session_attrs=read-write
  int connections = 16;  // at most
  std::size_t queue_limit = 4096;  // deliveries that may wait
  std::size_t group_limit = 256;   // deliveries in one commit
};

// Connects, brings the schema up to date. kUnreachable when there is no server, kRefused in one
// sentence for a newer schema. `clock` and `entropy` outlive the store.
Result<std::unique_ptr<sql::Store>, Failure> OpenPostgres(const PostgresSettings& settings,
                                                          const crypto::KeyRing& keys,
                                                          const Clock& clock, Entropy& entropy);

// The migrations that are due, by name; carries them out unless `dry_run`.
Result<std::vector<std::string>, Failure> MigratePostgres(const PostgresSettings& settings,
                                                          const Clock& clock, bool dry_run);

}  // namespace chartbridge::postgres
