// Read-only connections, a few, handed out one caller at a time.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/crypto/keyring.h"
#include "connectors/sql/session.h"
#include "connectors/sqlite/database.h"

namespace chartbridge::sqlite {

class Readers {
 public:
  Readers(std::string main_path, std::string keys_path, std::string vfs,
          const crypto::KeyRing& ring);
  ~Readers();

  // Runs `work` on one snapshot. Waits while all connections are in use.
  Result<void, Failure> Read(const sql::Work& work);

 private:
  struct Connection;
  std::unique_ptr<Connection> Take();
  void Return(std::unique_ptr<Connection> connection);

  const std::string main_path_;
  const std::string keys_path_;
  const std::string vfs_;
  const crypto::KeyRing& ring_;
  std::mutex mutex_;
  std::condition_variable returned_;
  int in_use_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace chartbridge::sqlite
