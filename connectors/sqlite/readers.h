// Read-only connections, a few, lent to one caller at a time.
#pragma once

#include <string>

#include "connectors/crypto/keyring.h"
#include "connectors/sql/session.h"
#include "connectors/sqlite3/connection.h"
#include "connectors/sqlite3/pool.h"

namespace chartbridge::sqlite {

class Readers {
 public:
  // `ring` outlives this.
  Readers(const std::string& main_path, const std::string& keys_path, const std::string& vfs,
          const crypto::KeyRing& ring);

  // Runs `work` on one snapshot. Waits while all connections are out. Any thread; throws nothing.
  Result<void, Failure> Read(const sql::Work& work);

 private:
  struct Reader {
    Connection main;
    Connection keys;
  };
  const crypto::KeyRing& ring_;
  Pool<Reader> pool_;
};

}  // namespace chartbridge::sqlite
