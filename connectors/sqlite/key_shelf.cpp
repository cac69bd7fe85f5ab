#include "connectors/sqlite/key_shelf.h"

namespace chartbridge::sqlite {

using bridge::DataKey;

DataKey KeyShelf::New() {
  if (fresh_.empty()) {
    const sql::Rows rows =
        file_.Execute("SELECT seq FROM sqlite_sequence WHERE name = 'data_key'", {});
    last_id_ = rows.empty() ? 0 : rows.front()[0].number();
  }
  crypto::Key bytes{};
  entropy_.Fill(bytes);
  const std::int64_t id = last_id_ + std::int64_t(fresh_.size()) + 1;
  fresh_.push_back({DataKey(id, bytes), ring_.Wrap(bytes, id)});
  return fresh_.back().key;
}

Result<DataKey, Failure> KeyShelf::Open(std::int64_t id) {
  for (const Fresh& fresh : fresh_) {
    if (fresh.key.id() == id) return fresh.key;
  }
  return ReadKey(file_, ring_, id);
}

void KeyShelf::Flush() {
  if (fresh_.empty()) return;
  file_.Execute("BEGIN IMMEDIATE", {});
  try {
    for (Fresh& fresh : fresh_) {
      file_.Execute("INSERT INTO data_key (id, wrapped) VALUES ($1, $2)",
                    {fresh.key.id(), sql::Bytes{std::move(fresh.wrapped)}});
    }
    file_.Execute("COMMIT", {});
  } catch (const SqliteError&) {
    if (file_.in_transaction()) file_.Execute("ROLLBACK", {});
    throw;
  }
  fresh_.clear();
}

bool KeyShelf::Destroy(std::span<const std::int64_t> ids) {
  file_.Execute("BEGIN IMMEDIATE", {});
  try {
    for (const std::int64_t id : ids) {
      file_.Execute("DELETE FROM data_key WHERE id = $1", {id});
    }
    file_.Execute("COMMIT", {});
  } catch (const SqliteError&) {
    if (file_.in_transaction()) file_.Execute("ROLLBACK", {});
    throw;
  }
  return file_.Checkpoint(true);
}

Result<DataKey, Failure> ReadKey(Database& file, const crypto::KeyRing& ring, std::int64_t id) {
  const sql::Rows rows = file.Execute("SELECT wrapped FROM data_key WHERE id = $1", {id});
  if (rows.empty()) {
    return Fail(FailureKind::kNotFound, "The key was destroyed.");
  }
  auto bytes = ring.Unwrap(rows.front()[0].bytes(), id);
  if (!bytes) return Unexpected<Failure>(bytes.error());
  return DataKey(id, *bytes);
}

}  // namespace chartbridge::sqlite
