#include "connectors/sqlite/sessions.h"

#include "connectors/sqlite/cells.h"

namespace chartbridge::sqlite {
namespace {

using bridge::DataKey;

// A key whose end is committed counts as gone, although keys.db is cleaned a little later.
bool IsDestroyed(Connection& main, std::int64_t id) {
  return !sqlite::Execute(main, "SELECT id FROM key_to_destroy WHERE id = $1", {id}).empty();
}

}  // namespace

sql::Rows WriteSession::Execute(std::string_view statement, const sql::Params& params) {
  return sqlite::Execute(main_, statement, params);
}

Result<DataKey, Failure> WriteSession::OpenKey(std::int64_t id) {
  if (IsDestroyed(main_, id)) return Fail(FailureKind::kNotFound, "The key was destroyed.");
  return keys_.Open(id);
}

void WriteSession::DestroyKey(std::int64_t id) {
  sqlite::Execute(main_, "INSERT OR IGNORE INTO key_to_destroy (id) VALUES ($1)", {id});
}

std::vector<std::int64_t> WriteSession::ListKeys(std::int64_t after, int limit) {
  return keys_.List(after, limit);
}

sql::Rows ReadSession::Execute(std::string_view statement, const sql::Params& params) {
  return sqlite::Execute(main_, statement, params);
}

DataKey ReadSession::NewKey() { sql::FailWith(FailureKind::kForbidden, "A read made a key."); }

Result<DataKey, Failure> ReadSession::OpenKey(std::int64_t id) {
  if (IsDestroyed(main_, id)) return Fail(FailureKind::kNotFound, "The key was destroyed.");
  return ReadKey(keys_, ring_, id);
}

void ReadSession::DestroyKey(std::int64_t /*id*/) {
  sql::FailWith(FailureKind::kForbidden, "A read destroyed a key.");
}

std::vector<std::int64_t> ReadSession::ListKeys(std::int64_t after, int limit) {
  return ListKeyIds(keys_, after, limit);
}

}  // namespace chartbridge::sqlite
