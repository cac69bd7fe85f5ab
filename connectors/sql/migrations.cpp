#include "connectors/sql/migrations.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace chartbridge::sql {
namespace {

constexpr const char* kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "applied BIGINT NOT NULL)";

// Where what begins at `from` is over: a comment, a string, a body between $$; `from` for anything
// else.
std::size_t EndOfQuoted(std::string_view script, std::size_t from) {
  const auto after = [&](std::string_view end, std::size_t start) {
    const std::size_t found = script.find(end, start);
    return found == std::string_view::npos ? script.size() : found + end.size();
  };
  const std::string_view rest = script.substr(from);
  if (rest.starts_with("--")) return after("\n", from);
  if (rest.starts_with("'")) return after("'", from + 1);
  if (rest.starts_with("$$")) return after("$$", from + 2);
  return from;
}

// A trigger of SQLite has statements of its own between BEGIN and END.
bool IsOpenTrigger(std::string_view statement) {
  return statement.starts_with("CREATE TRIGGER") &&
         statement.find("\nBEGIN ") != std::string_view::npos && !statement.ends_with("END");
}

}  // namespace

std::vector<std::string> StatementsOf(std::string_view script) {
  std::vector<std::string> statements;
  std::string statement;
  for (std::size_t at = 0; at < script.size();) {
    if (const std::size_t end = EndOfQuoted(script, at); end > at) {
      if (script[at] != '-') statement.append(script.substr(at, end - at));
      at = end;
      continue;
    }
    const char c = script[at++];
    if (c == ';' && !IsOpenTrigger(statement)) {
      statements.push_back(std::exchange(statement, {}));
    } else if (!statement.empty() || (c != '\n' && c != ' ')) {
      statement.push_back(c);
    }
  }
  if (!statement.empty()) statements.push_back(std::move(statement));
  return statements;
}

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
    for (const std::string& statement : StatementsOf(migration.script)) room.run(statement);
    room.execute("INSERT INTO schema_version (version, name, applied) VALUES ($1, $2, $3)",
                 {migration.version, migration.name, ToUnixMillis(now)});
  }
  return names;
}

}  // namespace chartbridge::sql
