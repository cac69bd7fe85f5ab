// The session on PostgreSQL. Keys lie in the schema chartbridge_keys of the same database, so they
// come and go with the transaction itself.
#pragma once

#include <vector>

#include "connectors/crypto/keyring.h"
#include "connectors/postgres/connection.h"
#include "connectors/sql/session.h"

namespace chartbridge::postgres {

inline constexpr sql::Dialect kDialect{
    .lock = " FOR UPDATE",
    .lock_free = " FOR UPDATE SKIP LOCKED",
    .in_list_1 = " = ANY ($1::bigint[])",
    .aside = "",  // its statistics choose well
    .list_open = '{',
    .list_close = '}',
};

// Ids for new keys, fetched some at a time. Gaps do no harm; no id is ever used twice.
class KeyIds {
 public:
  std::int64_t Next(Transaction& transaction);

 private:
  std::vector<std::int64_t> spare_;
};

class PgSession final : public sql::Session {
 public:
  PgSession(Transaction& transaction, KeyIds& ids, const crypto::KeyRing& ring, Entropy& entropy)
      : transaction_(transaction), ids_(ids), ring_(ring), entropy_(entropy) {}
  sql::Rows Execute(std::string_view statement, const sql::Params& params) override;
  void ExecuteDeferred(std::string_view statement, const sql::Params& params) override;
  bridge::DataKey NewKey() override;
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override;
  void DestroyKey(std::int64_t id) override;
  std::vector<std::int64_t> ListKeys(std::int64_t after, int limit) override;
  // Sends what was deferred. Due before the commit.
  void Flush();

 private:
  Transaction& transaction_;
  KeyIds& ids_;
  const crypto::KeyRing& ring_;
  Entropy& entropy_;
  void DeferKey(std::string_view statement, const sql::Params& params);

  std::string deferred_;  // one round trip's worth of statements
  std::string keys_;      // the same for data keys, which only OpenKey asks for
};

}  // namespace chartbridge::postgres
