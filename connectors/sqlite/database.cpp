#include "connectors/sqlite/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <charconv>

namespace chartbridge::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 5000;
// A reader that keeps the log from being emptied is waited for only so long: writers wait
// meanwhile.
constexpr int kCheckpointTimeoutMs = 100;

int Primary(int code) { return code & 0xFF; }

// SQLite's own words can quote a value, so the code alone is told.
Failure Translate(int code) {
  const std::string detail = " (SQLite code " + std::to_string(code) + ").";
  switch (Primary(code)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {FailureKind::kBusy, "Another process is writing to the store" + detail, {}, 0, {}};
    case SQLITE_FULL:
      return {FailureKind::kFull, "The disk of the store is full" + detail, {}, 0, {}};
    case SQLITE_IOERR:
      return {FailureKind::kCorrupt, "The disk of the store failed" + detail, {}, 0, {}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {FailureKind::kCorrupt, "The store's file is damaged" + detail, {}, 0, {}};
    case SQLITE_CONSTRAINT:
      return {FailureKind::kConflict, "The store refused a row" + detail, {}, 0, {}};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return {FailureKind::kUnreachable,
              "The store's file cannot be opened for this" + detail,
              {},
              0,
              {}};
    default:
      return {FailureKind::kRefused, "The store refused a statement" + detail, {}, 0, {}};
  }
}

// SQLite gives its log and index files the mode of the database.
void CreatePrivately(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

sql::Value ReadCell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t(sqlite3_column_int64(statement, column));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, std::size_t(sqlite3_column_bytes(statement, column)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      return sql::Bytes{std::string(bytes, std::size_t(sqlite3_column_bytes(statement, column)))};
    }
    default:
      return {};
  }
}

int BindValue(sqlite3_stmt* statement, int position, const sql::Value& value) {
  if (value.integer()) return sqlite3_bind_int64(statement, position, *value.integer());
  if (const std::string* text = value.string()) {
    return sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  if (const sql::Bytes* bytes = value.blob()) {
    return sqlite3_bind_blob64(statement, position, bytes->value.data(), bytes->value.size(),
                               SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, position);
}

struct Reset {
  sqlite3_stmt* statement;
  ~Reset() { sqlite3_reset(statement); }
};

}  // namespace

SqliteError::SqliteError(int sqlite_code)
    : sql::TransactionError(Translate(sqlite_code)), code(sqlite_code) {}
bool SqliteError::disk_full() const { return Primary(code) == SQLITE_FULL; }
bool SqliteError::disk_failed() const {
  return Primary(code) == SQLITE_IOERR || Primary(code) == SQLITE_CORRUPT ||
         Primary(code) == SQLITE_NOTADB;
}
bool SqliteError::busy() const {
  return Primary(code) == SQLITE_BUSY || Primary(code) == SQLITE_LOCKED;
}

Database::Database(const std::string& path, Access access, const std::string& vfs) {
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= access == Access::kReadOnly ? SQLITE_OPEN_READONLY
                                       : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (access == Access::kReadWrite) CreatePrivately(path);
  const int opened =
      sqlite3_open_v2(path.c_str(), &db_, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (opened != SQLITE_OK) {
    sqlite3_close(db_);
    throw SqliteError(opened);
  }
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
  // Instead of SQLite's own checkpoints, whose failures it keeps to itself.
  sqlite3_wal_hook(db_, &Database::OnCommit, this);
}

Database::~Database() {
  for (auto& [text, statement] : statements_) sqlite3_finalize(statement.handle);
  sqlite3_close(db_);
}

int Database::OnCommit(void* self, sqlite3* /*db*/, const char* /*name*/, int pages) {
  static_cast<Database*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

void Database::Check(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  throw SqliteError(code);
}

void Database::Run(const char* script) {
  Check(sqlite3_exec(db_, script, nullptr, nullptr, nullptr));
}

Database::Statement& Database::Prepare(std::string_view text) {
  const auto known = statements_.find(text);
  if (known != statements_.end()) return known->second;
  Statement statement;
  Check(sqlite3_prepare_v3(db_, text.data(), int(text.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement.handle, nullptr));
  const int count = sqlite3_bind_parameter_count(statement.handle);
  for (int position = 1; position <= count; ++position) {
    const std::string_view name = sqlite3_bind_parameter_name(statement.handle, position);
    int number = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), number);
    statement.numbers.push_back(number);
  }
  return statements_.emplace(std::string(text), std::move(statement)).first->second;
}

void Database::Bind(const Statement& statement, const sql::Params& params) {
  for (std::size_t i = 0; i < statement.numbers.size(); ++i) {
    const auto number = std::size_t(statement.numbers[i]);
    if (number == 0 || number > params.size()) throw SqliteError(SQLITE_RANGE);
    Check(BindValue(statement.handle, int(i) + 1, params[number - 1]));
  }
}

sql::Rows Database::Execute(std::string_view text, const sql::Params& params) {
  Statement& statement = Prepare(text);
  const Reset reset{statement.handle};
  Bind(statement, params);
  sql::Rows rows;
  const int columns = sqlite3_column_count(statement.handle);
  int code = sqlite3_step(statement.handle);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement.handle)) {
    sql::Row& row = rows.rows.emplace_back();
    row.reserve(std::size_t(columns));
    for (int column = 0; column < columns; ++column) {
      row.push_back(ReadCell(statement.handle, column));
    }
  }
  Check(code);
  if (sqlite3_stmt_readonly(statement.handle) == 0) rows.affected = sqlite3_changes64(db_);
  return rows;
}

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(db_); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

bool Database::Checkpoint(bool truncate) {
  sqlite3_busy_timeout(db_, kCheckpointTimeoutMs);
  const int code = sqlite3_wal_checkpoint_v2(
      db_, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nullptr,
      nullptr);
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
  log_pages_ = 0;
  if (Primary(code) == SQLITE_BUSY || Primary(code) == SQLITE_LOCKED) return false;
  Check(code);
  return true;
}

}  // namespace chartbridge::sqlite
