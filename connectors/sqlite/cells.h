// The store's values on a SQLite connection.
#pragma once

#include "connectors/sql/session.h"
#include "connectors/sqlite3/connection.h"

namespace chartbridge::sqlite {

// Runs one statement, prepared once per connection. Throws SqliteError.
sql::Rows Execute(Connection& connection, std::string_view text, const sql::Params& params);

// As sql::FailureOf, of SqliteError too.
Failure FailureOf(const std::exception& error);

}  // namespace chartbridge::sqlite
