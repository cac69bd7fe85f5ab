// One SQLite connection with its prepared statements. For one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/sql/session.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chartbridge::sqlite {

// Why SQLite refused, with its own result code, so that the writer can tell what to do next.
struct SqliteError : sql::TransactionError {
  explicit SqliteError(int code);
  bool disk_full() const;    // room may come back
  bool disk_failed() const;  // an I/O error or a damaged file: nothing more may be trusted to it
  bool busy() const;         // another process holds the write lock
  int code = 0;
};

enum class Access { kReadWrite, kReadOnly };

class Database {
 public:
  // Throws SqliteError. `vfs` "" is the system's. A file that is not there is created for the owner
  // alone, except when read-only.
  Database(const std::string& path, Access access, const std::string& vfs);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs a script of many statements, or one that is not worth keeping.
  void Run(const char* script);
  // Runs one statement, prepared once per connection.
  sql::Rows Execute(std::string_view statement, const sql::Params& params);

  std::int64_t last_insert_id() const;
  bool in_transaction() const;

  // Copies the write-ahead log into the file, as far as readers let it. `truncate` also waits for
  // the log to be emptied; false when a reader stood in the way.
  bool Checkpoint(bool truncate);
  // Pages in the log after the last commit.
  int log_pages() const { return log_pages_; }

 private:
  struct Statement {
    sqlite3_stmt* handle = nullptr;
    std::vector<int> numbers;  // of each bound position: the n of its $n
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  Statement& Prepare(std::string_view text);
  void Bind(const Statement& statement, const sql::Params& params);
  void Check(int code);
  static int OnCommit(void* self, sqlite3* db, const char* name, int pages);

  sqlite3* db_ = nullptr;
  int log_pages_ = 0;
  std::unordered_map<std::string, Statement, Hash, std::equal_to<>> statements_;
};

}  // namespace chartbridge::sqlite
