#include "connectors/sqlite/schema.h"

#include <filesystem>

#include "connectors/sql/migrations.h"
#include "connectors/sqlite/cells.h"
#include "embedded/sqlite_schema.h"

namespace chartbridge::sqlite {
namespace {

constexpr std::string_view kKeysPrefix = "schema/keys-";
constexpr std::string_view kMainPrefix = "schema/";
// By which the files are told apart.
constexpr std::string_view kMainTable = "store";
constexpr std::string_view kKeysTable = "data_key";

// SQLite keeps what it read and wrote up to this many KiB, as long as the file is larger: memory
// that grows with the backlog until it is reached (promise P12).
constexpr int kMainCacheKib = 32 << 10;
// Keys are added at the end and taken away by their number: there is little to keep.
constexpr int kKeysCacheKib = 2 << 10;

std::vector<sql::Migration> Known(StoreFile which) {
  const bool for_keys = which == StoreFile::kKeys;
  std::vector<sql::Migration> known;
  for (const auto& file : embedded::sqlite_schema::All()) {
    if (file.path.starts_with(kKeysPrefix) != for_keys) continue;
    const std::size_t prefix = for_keys ? kKeysPrefix.size() : kMainPrefix.size();
    known.push_back(sql::MigrationOf(file.path.substr(prefix), file.bytes));
  }
  return known;
}

bool HasTable(Connection& file, std::string_view name) {
  return !Execute(file, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", {name})
              .empty();
}

[[noreturn]] void RefuseForeignFile(StoreFile which) {
  sql::FailWith(FailureKind::kRefused,
                which == StoreFile::kMain
                    ? "The file is a database of something else, not a store of chartbridge."
                    : "The key file is a database of something else, not keys of chartbridge.");
}

// 0 for an empty file.
std::int64_t SchemaVersion(Connection& file, StoreFile which) {
  if (Execute(file, "SELECT 1 FROM sqlite_master LIMIT 1", {}).empty()) return 0;
  const bool is_ours = Execute(file,
                               "SELECT COUNT(*) FROM pragma_table_info('schema_version') WHERE "
                               "name IN ('version', 'name', 'applied')",
                               {})
                           .front()[0]
                           .number() == 3;
  if (!is_ours) RefuseForeignFile(which);
  return Execute(file, "SELECT COALESCE(MAX(version), 0) FROM schema_version", {})
      .front()[0]
      .number();
}

std::vector<std::string> Pending(Connection& file, StoreFile which) {
  Transaction look(file, Transaction::Kind::kSnapshot);
  const std::int64_t version = SchemaVersion(file, which);
  const bool is_main = which == StoreFile::kMain;
  const bool is_right = HasTable(file, is_main ? kMainTable : kKeysTable);
  // The one file in the other's place.
  if (!is_right && HasTable(file, is_main ? kKeysTable : kMainTable)) RefuseForeignFile(which);
  std::vector<std::string> names;
  for (sql::Migration& one : sql::PendingMigrations(version, Known(which))) {
    names.push_back(std::move(one.name));
  }
  // After the sentence about newer ones, which may have other tables.
  if (version > 0 && !is_right) RefuseForeignFile(which);
  look.Commit();
  return names;
}

}  // namespace

std::vector<std::string> PendingScripts(const std::string& path, StoreFile which,
                                        const std::string& vfs) {
  if (std::error_code error; std::filesystem::exists(path, error)) {
    Connection file(path, Access::kReadOnly, vfs);
    return Pending(file, which);
  }
  std::vector<std::string> names;
  for (sql::Migration& one : sql::PendingMigrations(0, Known(which))) {
    names.push_back(std::move(one.name));
  }
  return names;
}

void SetUpForWriting(Connection& file, StoreFile which) {
  const sql::Rows mode = Execute(file, "PRAGMA journal_mode = WAL", {});
  if (mode.empty() || mode.front()[0].text() != "wal") {
    sql::FailWith(FailureKind::kRefused,
                  "SQLite cannot keep a write-ahead log in the folder of the store.");
  }
  file.Run(
      "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = "
      "67108864");
  const int cache_kib = which == StoreFile::kMain ? kMainCacheKib : kKeysCacheKib;
  file.Run(("PRAGMA cache_size = -" + std::to_string(cache_kib)).c_str());
  if (which == StoreFile::kKeys) file.Run("PRAGMA secure_delete = ON");
}

std::vector<std::string> MigrateFile(Connection& file, StoreFile which, const Clock& clock) {
  if (Pending(file, which).empty()) return {};
  // Looks again under the lock, so that two programs starting at once do not both migrate.
  Transaction transaction(file, Transaction::Kind::kWrite);
  const sql::MigrationRoom room{[&](std::string_view statement, const sql::Params& params) {
                                  return Execute(file, statement, params);
                                },
                                [&](const std::string& script) { file.Run(script.c_str()); }};
  std::vector<std::string> names = sql::Migrate(room, Known(which), clock.Now(), false);
  transaction.Commit();
  return names;
}

void ClaimForTenant(Connection& main, const std::string& tenant) {
  if (Execute(main, "SELECT 1 FROM store", {}).empty()) {
    Execute(main, "INSERT INTO store (tenant) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM store)",
            {tenant});
  }
  if (Execute(main, "SELECT 1 FROM store WHERE tenant = $1", {tenant}).empty()) {
    sql::FailWith(
        FailureKind::kRefused,
        "The store belongs to another clinic; [clinic] id never changes once data exist.");
  }
}

}  // namespace chartbridge::sqlite
