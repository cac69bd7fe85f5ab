#include "connectors/sql/migrations.h"

#include <algorithm>
#include <charconv>

namespace chartbridge::sql {
namespace {

constexpr const char* kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "applied BIGINT NOT NULL)";

}  // namespace

std::vector<Migration> PendingMigrations(std::int64_t current, std::vector<Migration> known) {
  std::sort(known.begin(), known.end(),
            [](const Migration& a, const Migration& b) { return a.version < b.version; });
  const int newest = known.empty() ? 0 : known.back().version;
  if (current > newest) {
    FailWith(FailureKind::kRefused, "The store has schema version " + std::to_string(current) +
                                        ", but this program knows versions up to " +
                                        std::to_string(newest) +
                                        "; use the newer chartbridge that wrote it.");
  }
  std::erase_if(known, [&](const Migration& one) { return one.version <= current; });
  return known;
}

Migration MigrationOf(std::string_view path, std::string_view script) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  Migration migration{0, std::string(name), script};
  std::from_chars(name.data(), name.data() + name.size(), migration.version);
  return migration;
}

std::vector<std::string> Migrate(const MigrationRoom& room, std::vector<Migration> known,
                                 Instant now, bool dry_run) {
  room.run(kVersionTable);
  const std::int64_t current =
      room.execute("SELECT COALESCE(MAX(version), 0) FROM schema_version", {}).front()[0].number();
  std::vector<std::string> names;
  for (const Migration& migration : PendingMigrations(current, std::move(known))) {
    names.push_back(migration.name);
    if (dry_run) continue;
    room.run(std::string(migration.script));
    room.execute("INSERT INTO schema_version (version, name, applied) VALUES ($1, $2, $3)",
                 {migration.version, migration.name, ToUnixMillis(now)});
  }
  return names;
}

}  // namespace chartbridge::sql
