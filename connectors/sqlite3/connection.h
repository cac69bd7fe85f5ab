// One SQLite connection with its prepared statements. For one thread at a time; everything throws
// SqliteError.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/sqlite3/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chartbridge::sqlite {

enum class Access { kReadWrite, kReadOnly };
enum class CellType { kNull, kInteger, kText, kBlob };

// A statement as the connection keeps it.
struct PreparedStatement {
  sqlite3_stmt* handle = nullptr;
  std::vector<int> numbers;  // of each bound position: the n of its $n, 0 of a plain ?
};

// One use of a prepared statement; the next use of the same text on the connection begins after it
// has ended. What is bound as text or blob outlives it.
class Statement {
 public:
  explicit Statement(const PreparedStatement& prepared) : prepared_(prepared) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Positions from 0; NumberAt(position) is the n of the $n that stands there.
  int Positions() const { return int(prepared_.numbers.size()); }
  int NumberAt(int position) const { return prepared_.numbers[std::size_t(position)]; }
  void BindNull(int position);
  void Bind(int position, std::int64_t value);
  void BindText(int position, std::string_view value);
  void BindBlob(int position, std::string_view value);

  // True: there is a row.
  bool Step();
  bool ReadsOnly() const;
  int Columns() const;
  CellType TypeOf(int column) const;
  std::int64_t Integer(int column) const;
  // Good until the next Step.
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;

 private:
  const PreparedStatement& prepared_;
};

class Connection {
 public:
  // `vfs` "" is the system's. A file that is not there is created for the owner alone, except when
  // read-only.
  Connection(const std::string& path, Access access, const std::string& vfs);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // A script of many statements, or one that is not worth keeping.
  void Run(const char* script);
  // One statement without parameters, prepared once. Its rows are passed over.
  void Execute(std::string_view text);
  // Prepared once per connection; good as long as the connection, or until it is forgotten.
  const PreparedStatement& Prepare(std::string_view text);
  // For texts that are made anew for each use. No Statement of it may be left.
  void Forget(std::string_view text);

  std::int64_t last_insert_id() const;
  // By the last INSERT, UPDATE or DELETE.
  std::int64_t changes() const;
  bool in_transaction() const;
  // How long the write lock of another process is waited for. 5 s from the start.
  void SetPatience(std::chrono::milliseconds patience);

  // Copies the write-ahead log into the file, as far as readers let it. `truncate` also waits for
  // the log to be emptied; false when a reader stood in the way.
  bool Checkpoint(bool truncate);
  // Makes durable what was committed to an attached file that runs with synchronous = NORMAL.
  void SyncLog(const char* database);
  // Pages in the longest log of its files since they were last copied.
  int log_pages() const { return log_pages_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  static int OnCommit(void* self, sqlite3* db, const char* name, int pages);

  sqlite3* db_ = nullptr;
  int log_pages_ = 0;
  std::chrono::milliseconds patience_{5000};
  std::unordered_map<std::string, PreparedStatement, Hash, std::equal_to<>> statements_;
};

// A transaction that is undone unless it is committed.
class Transaction {
 public:
  enum class Kind {
    kSnapshot,  // reads only: what others commit meanwhile is not seen
    kWrite,     // takes the write lock at once
  };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void Commit();

 private:
  Connection& connection_;
};

}  // namespace chartbridge::sqlite
