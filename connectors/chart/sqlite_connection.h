// One SQLite connection with its prepared statements. The only place of this folder that includes
// sqlite3.h is the .cpp beside it. One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/failure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chartbridge::chart {

struct Bytes {
  std::string value;
};
using Argument = std::variant<std::nullptr_t, std::int64_t, std::string, Bytes>;
using Arguments = std::vector<Argument>;

// Rows of one statement. The next use of the same SQL on the connection ends them.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  Result<bool, Failure> Next();
  std::int64_t Integer(int column) const;
  std::string Text(int column) const;
  bool IsNull(int column) const;

 private:
  sqlite3_stmt* statement_;
};

class Connection {
 public:
  enum class Use { kWrite, kRead };
  static Result<std::unique_ptr<Connection>, Failure> Open(const std::string& path, Use use);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<Rows, Failure> Select(const std::string& sql, const Arguments& arguments = {});
  // Any number of statements when there are no arguments to bind.
  Result<void, Failure> Execute(const std::string& sql, const Arguments& arguments = {});
  // The first column of the first row; `otherwise` when there is none or it is NULL.
  Result<std::int64_t, Failure> SelectInteger(const std::string& sql, const Arguments& arguments,
                                              std::int64_t otherwise);
  std::int64_t LastRowId() const;
  bool InTransaction() const;

 private:
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  Result<sqlite3_stmt*, Failure> Prepare(const std::string& sql);
  Result<void, Failure> Script(const std::string& sql);

  sqlite3* handle_;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

}  // namespace chartbridge::chart
