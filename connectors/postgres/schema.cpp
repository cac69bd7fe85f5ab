#include "connectors/postgres/schema.h"

#include "connectors/sql/migrations.h"
#include "embedded/postgres_schema.h"

namespace chartbridge::postgres {
namespace {

// Keeps two replicas that start at once from migrating both. Any constant of ours does.
constexpr const char* kOneAtATime = "SELECT pg_advisory_xact_lock(4846211597)";
// An index over millions of rows takes longer than any statement of a running service may.
constexpr const char* kNoHurry = "SET LOCAL statement_timeout = 0";

}  // namespace

std::vector<std::string> MigrateDatabase(Connection& connection, const Clock& clock, bool dry_run) {
  std::vector<sql::Migration> known;
  for (const auto& file : embedded::postgres_schema::All()) {
    known.push_back(sql::MigrationOf(file.path, file.bytes));
  }
  Transaction transaction(connection, Access::kReadWrite);
  transaction.Run(kNoHurry);
  transaction.Run(kOneAtATime);
  const sql::MigrationRoom room{[&](std::string_view statement, const sql::Params& params) {
                                  return transaction.Execute(statement, params);
                                },
                                [&](const std::string& script) { transaction.Run(script); }};
  std::vector<std::string> names = sql::Migrate(room, std::move(known), clock.Now(), dry_run);
  if (!dry_run) transaction.Commit({});
  return names;
}

}  // namespace chartbridge::postgres
