#include "connectors/postgres/schema.h"

#include "connectors/sql/migrations.h"
#include "embedded/postgres_schema.h"

namespace chartbridge::postgres {
namespace {

// Keeps two replicas that start at once from migrating both. Any constant of ours does.
constexpr const char* kOneAtATime = "SELECT pg_advisory_xact_lock(4846211597)";
// An index over millions of rows takes longer than any statement of a running service may.
constexpr const char* kNoHurry = "SET LOCAL statement_timeout = 0";

std::vector<sql::Migration> Known() {
  std::vector<sql::Migration> known;
  for (const auto& file : embedded::postgres_schema::All()) {
    known.push_back(sql::MigrationOf(file.path, file.bytes));
  }
  return known;
}

bool HasTable(Transaction& transaction, std::string_view name) {
  return !transaction.Execute("SELECT to_regclass($1)::text", {name}).front()[0].is_null();
}

bool HasStore(Transaction& transaction) {
  return HasTable(transaction, "delivery") && HasTable(transaction, "writer_slot");
}

[[noreturn]] void RefuseForeignDatabase() {
  sql::FailWith(FailureKind::kRefused,
                "The database holds tables of something else; chartbridge wants one of its own.");
}

// 0 where there is no store yet.
std::int64_t SchemaVersion(Transaction& transaction) {
  if (!HasTable(transaction, "schema_version")) {
    if (HasStore(transaction)) RefuseForeignDatabase();
    return 0;
  }
  const sql::Rows ours = transaction.Execute(
      "SELECT COUNT(*) FROM pg_attribute WHERE attrelid = to_regclass('schema_version') AND "
      "attname IN ('version', 'name', 'applied') AND NOT attisdropped",
      {});
  if (ours.front()[0].number() != 3) RefuseForeignDatabase();
  return transaction.Execute("SELECT COALESCE(MAX(version), 0)::bigint FROM schema_version", {})
      .front()[0]
      .number();
}

std::vector<std::string> Pending(Connection& connection) {
  Transaction look(connection, Access::kReadOnly);
  const std::int64_t version = SchemaVersion(look);
  std::vector<std::string> names;
  for (sql::Migration& one : sql::PendingMigrations(version, Known())) {
    names.push_back(std::move(one.name));
  }
  if (version > 0 && !HasStore(look)) RefuseForeignDatabase();
  return names;
}

}  // namespace

std::vector<std::string> MigrateDatabase(Connection& connection, const Clock& clock, bool dry_run) {
  std::vector<std::string> names = Pending(connection);
  if (dry_run || names.empty()) return names;
  Transaction transaction(connection, Access::kReadWrite);
  transaction.Run(kNoHurry);
  transaction.Run(kOneAtATime);
  const sql::MigrationRoom room{[&](std::string_view statement, const sql::Params& params) {
                                  return transaction.Execute(statement, params);
                                },
                                [&](const std::string& script) { transaction.Run(script); }};
  names = sql::Migrate(room, Known(), clock.Now(), false);
  transaction.Commit({});
  return names;
}

}  // namespace chartbridge::postgres
