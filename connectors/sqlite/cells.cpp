#include "connectors/sqlite/cells.h"

#include <stdexcept>

namespace chartbridge::sqlite {
namespace {

sql::Value ReadCell(const Statement& statement, int column) {
  switch (statement.TypeOf(column)) {
    case CellType::kInteger:
      return statement.Integer(column);
    case CellType::kText:
      return std::string(statement.Text(column));
    case CellType::kBlob:
      return sql::Bytes{std::string(statement.Blob(column))};
    case CellType::kNull:
      break;
  }
  return {};
}

void Bind(Statement& statement, int position, const sql::Value& value) {
  if (value.integer()) {
    statement.Bind(position, *value.integer());
  } else if (const std::string* text = value.string()) {
    statement.BindText(position, *text);
  } else if (const sql::Bytes* bytes = value.blob()) {
    statement.BindBlob(position, bytes->value);
  } else {
    statement.BindNull(position);
  }
}

}  // namespace

sql::Rows Execute(Connection& connection, std::string_view text, const sql::Params& params) {
  Statement statement(connection.Prepare(text));
  for (int i = 0; i < statement.Positions(); ++i) {
    const auto number = std::size_t(statement.NumberAt(i));
    if (number == 0 || number > params.size()) throw std::out_of_range("a parameter is missing");
    Bind(statement, i, params[number - 1]);
  }
  sql::Rows rows;
  const int columns = statement.Columns();
  while (statement.Step()) {
    sql::Row& row = rows.rows.emplace_back();
    row.reserve(std::size_t(columns));
    for (int column = 0; column < columns; ++column) row.push_back(ReadCell(statement, column));
  }
  if (!statement.ReadsOnly()) rows.affected = connection.changes();
  return rows;
}

Failure FailureOf(const std::exception& error) {
  if (const auto* by_sqlite = dynamic_cast<const SqliteError*>(&error)) return by_sqlite->failure;
  return sql::FailureOf(error);
}

}  // namespace chartbridge::sqlite
