#include "connectors/chart/sqlite_connection.h"

#include <sqlite3.h>

namespace chartbridge::chart {

namespace {

constexpr std::size_t kCachedStatements = 128;

// SQLite's words, turned into what the caller should do next. Never its message: it may quote data.
Unexpected<Failure> Translate(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Fail(FailureKind::kFull, "There is no room for the chart's database.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Fail(FailureKind::kBusy, "Another process is writing to the chart's database.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Fail(FailureKind::kCorrupt, "The chart's database is damaged.");
    default:
      return Fail(FailureKind::kUnreachable,
                  "The chart's database failed (SQLite code " + std::to_string(code) + ").");
  }
}

int BindOne(sqlite3_stmt* statement, int index, const Argument& argument) {
  if (const auto* number = std::get_if<std::int64_t>(&argument)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string>(&argument)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  }
  if (const auto* bytes = std::get_if<Bytes>(&argument)) {
    return sqlite3_bind_blob64(statement, index, bytes->value.data(), bytes->value.size(),
                               SQLITE_TRANSIENT);
  }
  return sqlite3_bind_null(statement, index);
}

}  // namespace

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool, Failure> Rows::Next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Translate(code);
}

std::int64_t Rows::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Rows::Text(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string()
                         : std::string(static_cast<const char*>(data), std::size_t(size));
}

bool Rows::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<Connection>, Failure> Connection::Open(const std::string& path, Use use) {
  sqlite3* handle = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (use == Use::kWrite ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (code != SQLITE_OK) return Translate(code);
  sqlite3_busy_timeout(handle, 5000);
  // FULL: a commit that was answered with 201 must outlive a power failure (style.md 2.5).
  const std::string pragmas = use == Use::kWrite
                                  ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                                    "wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY;"
                                  : "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;";
  if (auto done = connection->Script(pragmas); !done) return Unexpected(done.error());
  return connection;
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

Result<sqlite3_stmt*, Failure> Connection::Prepare(const std::string& sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  if (statements_.size() >= kCachedStatements) {
    for (const auto& [text, statement] : statements_) {
      if (sqlite3_stmt_busy(statement) != 0) continue;
      sqlite3_finalize(statement);
      statements_.erase(text);
      break;
    }
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), int(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return Translate(code);
  statements_.emplace(sql, statement);
  return statement;
}

Result<Rows, Failure> Connection::Select(const std::string& sql, const Arguments& arguments) {
  auto prepared = Prepare(sql);
  if (!prepared) return Unexpected(prepared.error());
  sqlite3_reset(*prepared);
  Rows rows(*prepared);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const int code = BindOne(*prepared, int(i) + 1, arguments[i]);
    if (code != SQLITE_OK) return Translate(code);
  }
  return rows;
}

Result<void, Failure> Connection::Script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Translate(code);
  return {};
}

Result<void, Failure> Connection::Execute(const std::string& sql, const Arguments& arguments) {
  if (arguments.empty()) return Script(sql);
  auto rows = Select(sql, arguments);
  if (!rows) return Unexpected(rows.error());
  auto step = rows->Next();
  if (!step) return Unexpected(step.error());
  return {};
}

Result<std::int64_t, Failure> Connection::SelectInteger(const std::string& sql,
                                                        const Arguments& arguments,
                                                        std::int64_t otherwise) {
  auto rows = Select(sql, arguments);
  if (!rows) return Unexpected(rows.error());
  auto step = rows->Next();
  if (!step) return Unexpected(step.error());
  return *step && !rows->IsNull(0) ? rows->Integer(0) : otherwise;
}

std::int64_t Connection::LastRowId() const { return sqlite3_last_insert_rowid(handle_); }
bool Connection::InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }

}  // namespace chartbridge::chart
