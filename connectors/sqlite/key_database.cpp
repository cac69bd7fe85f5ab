#include "connectors/sqlite/key_database.h"

#include "connectors/sqlite/cells.h"

namespace chartbridge::sqlite {

using bridge::DataKey;

DataKey KeyDatabase::New() {
  if (fresh_.empty()) {
    const sql::Rows rows =
        Execute(file_, "SELECT seq FROM sqlite_sequence WHERE name = 'data_key'", {});
    last_id_ = rows.empty() ? 0 : rows.front()[0].number();
  }
  crypto::Key bytes{};
  entropy_.Fill(bytes);
  const std::int64_t id = last_id_ + std::int64_t(fresh_.size()) + 1;
  fresh_.push_back({DataKey(id, bytes), ring_.Wrap(bytes, id)});
  return fresh_.back().key;
}

Result<DataKey, Failure> KeyDatabase::Open(std::int64_t id) {
  for (const Fresh& fresh : fresh_) {
    if (fresh.key.id() == id) return fresh.key;
  }
  return ReadKey(file_, ring_, id);
}

void KeyDatabase::Flush() {
  if (fresh_.empty()) return;
  Transaction transaction(file_, Transaction::Kind::kWrite);
  for (Fresh& fresh : fresh_) {
    Execute(file_, "INSERT INTO data_key (id, wrapped) VALUES ($1, $2)",
            {fresh.key.id(), sql::Bytes{std::move(fresh.wrapped)}});
  }
  transaction.Commit();
  fresh_.clear();
}

std::vector<std::int64_t> KeyDatabase::List(std::int64_t after, int limit) {
  return ListKeyIds(file_, after, limit);
}

bool KeyDatabase::Destroy(std::span<const std::int64_t> ids) {
  {
    Transaction transaction(file_, Transaction::Kind::kWrite);
    for (const std::int64_t id : ids) {
      Execute(file_, "DELETE FROM data_key WHERE id = $1", {id});
    }
    transaction.Commit();
  }
  return file_.Checkpoint(true);
}

Result<DataKey, Failure> ReadKey(Connection& file, const crypto::KeyRing& ring, std::int64_t id) {
  const sql::Rows rows = Execute(file, "SELECT wrapped FROM data_key WHERE id = $1", {id});
  if (rows.empty()) {
    return Fail(FailureKind::kNotFound, "The key was destroyed.");
  }
  auto bytes = ring.Unwrap(rows.front()[0].bytes(), id);
  if (!bytes) return Unexpected<Failure>(bytes.error());
  return DataKey(id, *bytes);
}

std::vector<std::int64_t> ListKeyIds(Connection& file, std::int64_t after, int limit) {
  const sql::Rows rows =
      Execute(file, "SELECT id FROM data_key WHERE id > $1 ORDER BY id LIMIT $2", {after, limit});
  std::vector<std::int64_t> ids;
  for (const sql::Row& row : rows) ids.push_back(row[0].number());
  return ids;
}

}  // namespace chartbridge::sqlite
