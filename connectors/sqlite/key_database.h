// keys.db: data keys, wrapped, in a file of their own that is backed up apart and briefly (promise
// P9). A key that is destroyed leaves neither the file nor its log.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bridge/ports/vault.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sqlite3/group_commit.h"

namespace chartbridge::sqlite {

// The writer's side. New keys are kept here until Flush, which the writer calls once per group,
// before it commits what the keys are for. Whoever writes keys.db holds the write lock of the main
// file, so ids can be counted on here. One thread.
class KeyDatabase final : public GroupCompanion {
 public:
  KeyDatabase(Connection& file, const crypto::KeyRing& ring, Entropy& entropy)
      : file_(file), ring_(ring), entropy_(entropy) {}

  bridge::DataKey New();
  Result<bridge::DataKey, Failure> Open(std::int64_t id);

  // Undoing one job of a group: Undo(Mark()) forgets the keys made since.
  std::size_t Mark() override { return fresh_.size(); }
  void Undo(std::size_t mark) override { fresh_.resize(mark); }
  void Flush() override;

  std::vector<std::int64_t> List(std::int64_t after, int limit);

  // Deletes keys and empties the log. False when a reader kept the log from being emptied; it is to
  // be called again then.
  bool Destroy(std::span<const std::int64_t> ids);

 private:
  struct Fresh {
    bridge::DataKey key;
    std::string wrapped;
  };
  Connection& file_;
  const crypto::KeyRing& ring_;
  Entropy& entropy_;
  std::int64_t last_id_ = 0;
  std::vector<Fresh> fresh_;
};

// Any connection's look at a key. kNotFound once destroyed.
Result<bridge::DataKey, Failure> ReadKey(Connection& file, const crypto::KeyRing& ring,
                                         std::int64_t id);
// The next `limit` ids after `after`.
std::vector<std::int64_t> ListKeyIds(Connection& file, std::int64_t after, int limit);

}  // namespace chartbridge::sqlite
