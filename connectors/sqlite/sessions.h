// Sessions on SQLite: the writer's, and those of readers.
#pragma once

#include "connectors/sql/session.h"
#include "connectors/sqlite/key_database.h"

namespace chartbridge::sqlite {

inline constexpr sql::Dialect kDialect{
    .lock = "",  // there is one writer at a time anyway
    .lock_free = "",
    .in_list_1 = " IN (SELECT value FROM json_each($1))",
    .aside = "+",
    .list_open = '[',
    .list_close = ']',
};

class WriteSession final : public sql::Session {
 public:
  WriteSession(Connection& main, KeyDatabase& keys) : main_(main), keys_(keys) {}
  sql::Rows Execute(std::string_view statement, const sql::Params& params) override;
  bridge::DataKey NewKey() override { return keys_.New(); }
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override;
  void DestroyKey(std::int64_t id) override;
  std::vector<std::int64_t> ListKeys(std::int64_t after, int limit) override;

 private:
  Connection& main_;
  KeyDatabase& keys_;
};

// Writing is a broken invariant here: the connections are read-only, so SQLite refuses.
class ReadSession final : public sql::Session {
 public:
  ReadSession(Connection& main, Connection& keys, const crypto::KeyRing& ring)
      : main_(main), keys_(keys), ring_(ring) {}
  sql::Rows Execute(std::string_view statement, const sql::Params& params) override;
  bridge::DataKey NewKey() override;
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override;
  void DestroyKey(std::int64_t id) override;
  std::vector<std::int64_t> ListKeys(std::int64_t after, int limit) override;

 private:
  Connection& main_;
  Connection& keys_;
  const crypto::KeyRing& ring_;
};

}  // namespace chartbridge::sqlite
