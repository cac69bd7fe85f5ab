// keys.db: data keys, wrapped, in a file of their own that is backed up apart and briefly (promise
// P9). A key that is destroyed leaves neither the file nor its log.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bridge/ports/vault.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sqlite/database.h"

namespace chartbridge::sqlite {

// The writer's side. New keys are kept here until Flush, which the writer calls once per group,
// before it commits what the keys are for. Whoever writes keys.db holds the write lock of the main
// file, so ids can be counted on here. One thread.
class KeyShelf {
 public:
  KeyShelf(Database& file, const crypto::KeyRing& ring, Entropy& entropy)
      : file_(file), ring_(ring), entropy_(entropy) {}

  bridge::DataKey New();
  Result<bridge::DataKey, Failure> Open(std::int64_t id);

  // Undoing one unit of a group: Drop(Mark()) forgets the keys made since.
  std::size_t Mark() const { return fresh_.size(); }
  void Drop(std::size_t mark) { fresh_.resize(mark); }

  // Durable on return. Throws SqliteError.
  void Flush();
  // Deletes keys and empties the log. False when a reader kept the log from being emptied; it is to
  // be called again then.
  bool Destroy(std::span<const std::int64_t> ids);

 private:
  struct Fresh {
    bridge::DataKey key;
    std::string wrapped;
  };
  Database& file_;
  const crypto::KeyRing& ring_;
  Entropy& entropy_;
  std::int64_t last_id_ = 0;
  std::vector<Fresh> fresh_;
};

// Any connection's look at a key. kNotFound once destroyed.
Result<bridge::DataKey, Failure> ReadKey(Database& file, const crypto::KeyRing& ring,
                                         std::int64_t id);

}  // namespace chartbridge::sqlite
