#include "connectors/sql/migrations.h"

#include <algorithm>
#include <charconv>

namespace chartbridge::sql {

Migration MigrationOf(std::string_view path, std::string_view script) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  Migration migration{0, std::string(name), script};
  std::from_chars(name.data(), name.data() + name.size(), migration.version);
  return migration;
}

std::vector<Migration> Pending(Session& session, const std::vector<Migration>& known) {
  const Rows rows = session.Execute("SELECT COALESCE(MAX(version), 0) FROM schema_version", {});
  const std::int64_t current = rows.front()[0].number();
  std::vector<Migration> pending;
  int newest = 0;
  for (const Migration& migration : known) {
    newest = std::max(newest, migration.version);
    if (migration.version > current) pending.push_back(migration);
  }
  if (current > newest) {
    Refuse(bridge::FailureKind::kRefused,
           "The store has schema version " + std::to_string(current) +
               ", but this program knows versions up to " + std::to_string(newest) +
               "; use the newer chartbridge that wrote it.");
  }
  std::sort(pending.begin(), pending.end(),
            [](const Migration& a, const Migration& b) { return a.version < b.version; });
  return pending;
}

void NoteApplied(Session& session, const Migration& migration, Instant now) {
  session.Execute("INSERT INTO schema_version (version, name, applied) VALUES ($1, $2, $3)",
                  {migration.version, migration.name, ToUnixMillis(now)});
}

std::vector<std::string> NamesOf(const std::vector<Migration>& migrations) {
  std::vector<std::string> names;
  names.reserve(migrations.size());
  for (const Migration& migration : migrations) names.push_back(migration.name);
  return names;
}

}  // namespace chartbridge::sql
