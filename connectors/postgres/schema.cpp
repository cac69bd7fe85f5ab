#include "connectors/postgres/schema.h"

#include "connectors/sql/migrations.h"
#include "embedded/postgres_schema.h"

namespace chartbridge::postgres {
namespace {

// Keeps two replicas that start at once from migrating both. Any constant of ours does.
constexpr const char* kOneAtATime = "SELECT pg_advisory_xact_lock(4846211597)";

class PlainSession final : public sql::Session {
 public:
  explicit PlainSession(Transaction& transaction) : transaction_(transaction) {}
  sql::Rows Execute(std::string_view statement, const sql::Params& params) override {
    return transaction_.Execute(statement, params);
  }
  bridge::DataKey NewKey() override {
    sql::Refuse(bridge::FailureKind::kForbidden, "A migration makes no keys.");
  }
  Result<bridge::DataKey, bridge::Failure> OpenKey(std::int64_t /*id*/) override {
    return bridge::Fail(bridge::FailureKind::kForbidden, "A migration opens no keys.");
  }
  void DestroyKey(std::int64_t /*id*/) override {
    sql::Refuse(bridge::FailureKind::kForbidden, "A migration destroys no keys.");
  }

 private:
  Transaction& transaction_;
};

}  // namespace

std::vector<std::string> MigrateDatabase(Connection& connection, const bridge::Clock& clock,
                                         bool dry_run) {
  std::vector<sql::Migration> known;
  for (const auto& file : embedded::postgres_schema::All()) {
    known.push_back(sql::MigrationOf(file.path, file.bytes));
  }
  Transaction transaction(connection, Access::kReadWrite);
  PlainSession session(transaction);
  transaction.Run(kOneAtATime);
  transaction.Run(std::string(sql::kVersionTable));
  const std::vector<sql::Migration> pending = sql::Pending(session, known);
  if (!dry_run) {
    for (const sql::Migration& migration : pending) {
      transaction.Run(std::string(migration.script));
      sql::NoteApplied(session, migration, clock.Now());
    }
    transaction.Commit({});
  }
  return sql::NamesOf(pending);
}

}  // namespace chartbridge::postgres
