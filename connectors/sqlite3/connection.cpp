#include "connectors/sqlite3/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace chartbridge::sqlite {
namespace {

// A reader that keeps the log from being emptied is waited for only so long: writers wait
// meanwhile.
constexpr int kCheckpointTimeoutMs = 100;

void Check(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  throw SqliteError(code);
}

// SQLite gives its log and index files the mode of the database.
void CreatePrivately(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

}  // namespace

Statement::~Statement() { sqlite3_reset(prepared_.handle); }

void Statement::BindNull(int position) { Check(sqlite3_bind_null(prepared_.handle, position + 1)); }

void Statement::Bind(int position, std::int64_t value) {
  Check(sqlite3_bind_int64(prepared_.handle, position + 1, value));
}

void Statement::BindText(int position, std::string_view value) {
  Check(sqlite3_bind_text64(prepared_.handle, position + 1, value.data(), value.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::BindBlob(int position, std::string_view value) {
  Check(sqlite3_bind_blob64(prepared_.handle, position + 1, value.data(), value.size(),
                            SQLITE_STATIC));
}

bool Statement::Step() {
  const int code = sqlite3_step(prepared_.handle);
  Check(code);
  return code == SQLITE_ROW;
}

bool Statement::ReadsOnly() const { return sqlite3_stmt_readonly(prepared_.handle) != 0; }
int Statement::Columns() const { return sqlite3_column_count(prepared_.handle); }

CellType Statement::TypeOf(int column) const {
  switch (sqlite3_column_type(prepared_.handle, column)) {
    case SQLITE_INTEGER:
      return CellType::kInteger;
    case SQLITE_TEXT:
      return CellType::kText;
    case SQLITE_BLOB:
      return CellType::kBlob;
    default:
      return CellType::kNull;
  }
}

std::int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(prepared_.handle, column);
}

std::string_view Statement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared_.handle, column));
  return {text, std::size_t(sqlite3_column_bytes(prepared_.handle, column))};
}

std::string_view Statement::Blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(prepared_.handle, column));
  return {bytes, std::size_t(sqlite3_column_bytes(prepared_.handle, column))};
}

Connection::Connection(const std::string& path, Access access, const std::string& vfs) {
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
  SetPatience(patience_);
  // Instead of SQLite's own checkpoints, whose failures it keeps to itself.
  sqlite3_wal_hook(db_, &Connection::OnCommit, this);
}

Connection::~Connection() {
  for (auto& [text, statement] : statements_) sqlite3_finalize(statement.handle);
  sqlite3_close(db_);
}

int Connection::OnCommit(void* self, sqlite3* /*db*/, const char* /*name*/, int pages) {
  auto& most = static_cast<Connection*>(self)->log_pages_;
  most = std::max(most, pages);  // an attached file has a log of its own
  return SQLITE_OK;
}

void Connection::Run(const char* script) {
  Check(sqlite3_exec(db_, script, nullptr, nullptr, nullptr));
}

void Connection::Execute(std::string_view text) {
  Statement statement(Prepare(text));
  while (statement.Step()) {
  }
}

const PreparedStatement& Connection::Prepare(std::string_view text) {
  const auto known = statements_.find(text);
  if (known != statements_.end()) return known->second;
  // Kept before it is prepared, so that it cannot be lost on the way there.
  const auto kept = statements_.emplace(std::string(text), PreparedStatement()).first;
  PreparedStatement& statement = kept->second;
  const int code = sqlite3_prepare_v3(db_, text.data(), int(text.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement.handle, nullptr);
  if (code != SQLITE_OK) {
    statements_.erase(kept);
    throw SqliteError(code);
  }
  const int count = sqlite3_bind_parameter_count(statement.handle);
  for (int position = 1; position <= count; ++position) {
    const char* const written = sqlite3_bind_parameter_name(statement.handle, position);
    const std::string_view name = written == nullptr ? "?" : written;
    int number = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), number);
    statement.numbers.push_back(number);
  }
  return statement;
}

void Connection::Forget(std::string_view text) {
  const auto known = statements_.find(text);
  if (known == statements_.end()) return;
  sqlite3_finalize(known->second.handle);
  statements_.erase(known);
}

std::int64_t Connection::last_insert_id() const { return sqlite3_last_insert_rowid(db_); }
std::int64_t Connection::changes() const { return sqlite3_changes64(db_); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

void Connection::SetPatience(std::chrono::milliseconds patience) {
  patience_ = patience;
  sqlite3_busy_timeout(db_, int(patience.count()));
}

bool Connection::Checkpoint(bool truncate) {
  sqlite3_busy_timeout(db_, kCheckpointTimeoutMs);
  const int code = sqlite3_wal_checkpoint_v2(
      db_, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nullptr,
      nullptr);
  SetPatience(patience_);
  log_pages_ = 0;
  const int primary = code & 0xFF;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return false;
  Check(code);
  return true;
}

void Connection::SyncLog(const char* database) {
  sqlite3_file* log = nullptr;
  Check(sqlite3_file_control(db_, database, SQLITE_FCNTL_JOURNAL_POINTER, &log));
  if (log != nullptr && log->pMethods != nullptr)
    Check(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL));
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.Execute(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!connection_.in_transaction()) return;
  try {
    connection_.Execute("ROLLBACK");
  } catch (const SqliteError&) {
    // An error in rolling back leaves nothing committed either.
  }
}

void Transaction::Commit() { connection_.Execute("COMMIT"); }

}  // namespace chartbridge::sqlite
