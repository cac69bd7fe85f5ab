#include "connectors/sqlite/schema.h"

#include "connectors/sql/migrations.h"
#include "embedded/sqlite_schema.h"

namespace chartbridge::sqlite {
namespace {

constexpr std::string_view kKeysPrefix = "schema/keys-";
constexpr std::string_view kMainPrefix = "schema/";

std::vector<sql::Migration> Known(bool for_keys) {
  std::vector<sql::Migration> known;
  for (const auto& file : embedded::sqlite_schema::All()) {
    if (file.path.starts_with(kKeysPrefix) != for_keys) continue;
    const std::size_t prefix = for_keys ? kKeysPrefix.size() : kMainPrefix.size();
    known.push_back(sql::MigrationOf(file.path.substr(prefix), file.bytes));
  }
  return known;
}

// A Database as a Session, for the statements that both engines share.
class PlainSession final : public sql::Session {
 public:
  explicit PlainSession(Database& file) : file_(file) {}
  sql::Rows Execute(std::string_view statement, const sql::Params& params) override {
    return file_.Execute(statement, params);
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
  Database& file_;
};

// The write lock is taken before looking, so that two programs starting at once do not both
// migrate.
std::vector<std::string> MigrateFile(Database& file, bool for_keys, const bridge::Clock& clock,
                                     bool dry_run) {
  file.Run("BEGIN IMMEDIATE");
  try {
    PlainSession session(file);
    file.Run(std::string(sql::kVersionTable).c_str());
    const std::vector<sql::Migration> pending = sql::Pending(session, Known(for_keys));
    for (const sql::Migration& migration : pending) {
      if (dry_run) continue;
      file.Run(std::string(migration.script).c_str());
      sql::NoteApplied(session, migration, clock.Now());
    }
    file.Run(dry_run ? "ROLLBACK" : "COMMIT");
    return sql::NamesOf(pending);
  } catch (const sql::Abort&) {
    if (file.in_transaction()) file.Run("ROLLBACK");
    throw;
  }
}

}  // namespace

void SetUpForWriting(Database& file) {
  const sql::Rows mode = file.Execute("PRAGMA journal_mode = WAL", {});
  if (mode.empty() || mode.front()[0].text() != "wal") {
    sql::Refuse(bridge::FailureKind::kRefused,
                "SQLite cannot keep a write-ahead log in the folder of the store.");
  }
  file.Run(
      "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; "
      "PRAGMA journal_size_limit = 67108864");
}

void SetUpKeysForWriting(Database& file) {
  SetUpForWriting(file);
  file.Run("PRAGMA secure_delete = ON");
}

std::vector<std::string> MigrateFiles(Database& main, Database& keys, const bridge::Clock& clock,
                                      bool dry_run) {
  std::vector<std::string> names = MigrateFile(main, false, clock, dry_run);
  for (std::string& name : MigrateFile(keys, true, clock, dry_run)) {
    names.push_back("keys-" + std::move(name));
  }
  return names;
}

void ClaimForTenant(Database& main, const std::string& tenant) {
  main.Execute("INSERT INTO store (tenant) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM store)",
               {tenant});
  if (main.Execute("SELECT 1 FROM store WHERE tenant = $1", {tenant}).empty()) {
    sql::Refuse(bridge::FailureKind::kRefused,
                "The store belongs to another clinic; [clinic] id never changes once data exist.");
  }
}

}  // namespace chartbridge::sqlite
