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

// The write lock is taken before looking, so that two programs starting at once do not both
// migrate.
std::vector<std::string> MigrateFile(Database& file, bool for_keys, const Clock& clock,
                                     bool dry_run) {
  file.Run("BEGIN IMMEDIATE");
  try {
    const sql::MigrationRoom room{[&](std::string_view statement, const sql::Params& params) {
                                    return file.Execute(statement, params);
                                  },
                                  [&](const std::string& script) { file.Run(script.c_str()); }};
    std::vector<std::string> names = sql::Migrate(room, Known(for_keys), clock.Now(), dry_run);
    file.Run(dry_run ? "ROLLBACK" : "COMMIT");
    return names;
  } catch (const sql::TransactionError&) {
    if (file.in_transaction()) file.Run("ROLLBACK");
    throw;
  }
}

}  // namespace

namespace {

// SQLite keeps what it read and wrote up to `cache_kib`, as long as the file is larger: memory that
// grows with the backlog until it is reached (promise P12).
void SetUp(Database& file, int cache_kib) {
  const sql::Rows mode = file.Execute("PRAGMA journal_mode = WAL", {});
  if (mode.empty() || mode.front()[0].text() != "wal") {
    sql::FailWith(FailureKind::kRefused,
                  "SQLite cannot keep a write-ahead log in the folder of the store.");
  }
  file.Run(
      "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = "
      "67108864");
  file.Run(("PRAGMA cache_size = -" + std::to_string(cache_kib)).c_str());
}

constexpr int kMainCacheKib = 32 << 10;
// Keys are added at the end and taken away by their number: there is little to keep.
constexpr int kKeysCacheKib = 2 << 10;

}  // namespace

void SetUpForWriting(Database& file) { SetUp(file, kMainCacheKib); }

void SetUpKeysForWriting(Database& file) {
  SetUp(file, kKeysCacheKib);
  file.Run("PRAGMA secure_delete = ON");
}

std::vector<std::string> MigrateFiles(Database& main, Database& keys, const Clock& clock,
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
    sql::FailWith(
        FailureKind::kRefused,
        "The store belongs to another clinic; [clinic] id never changes once data exist.");
  }
}

}  // namespace chartbridge::sqlite
