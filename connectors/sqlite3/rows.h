// One use of a statement: arguments bound, rows read. Throws SqliteError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "connectors/sqlite3/connection.h"

namespace chartbridge::sqlite {

struct Bytes {
  std::string value;
};
using Argument = std::variant<std::nullptr_t, std::int64_t, std::string, Bytes>;
using Arguments = std::vector<Argument>;

class Rows {
 public:
  enum class Keep {
    kPrepared,  // the text is one of a few
    kOnce,      // the text was made for this use
  };
  Rows(Connection& connection, std::string text, Arguments arguments = {},
       Keep keep = Keep::kPrepared);
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // False behind the last row.
  bool Next() { return statement_->Step(); }
  std::int64_t Integer(int column) const { return statement_->Integer(column); }
  std::string Text(int column) const { return std::string(statement_->Blob(column)); }
  bool IsNull(int column) const { return statement_->TypeOf(column) == CellType::kNull; }

 private:
  Connection& connection_;
  const std::string text_;
  const Arguments arguments_;  // what is bound must outlive the statement
  const Keep keep_;
  std::optional<Statement> statement_;
};

void Execute(Connection& connection, std::string text, Arguments arguments = {});
// The first column of the first row; `otherwise` when there is none or it is NULL.
std::int64_t SelectInteger(Connection& connection, std::string text, Arguments arguments = {},
                           std::int64_t otherwise = 0, Rows::Keep keep = Rows::Keep::kPrepared);

}  // namespace chartbridge::sqlite
