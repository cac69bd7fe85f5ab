// The schema's history: numbered scripts that only go forward.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/sql/session.h"

namespace chartbridge::sql {

struct Migration {
  int version = 0;
  std::string name;         // "0001-first.sql"
  std::string_view script;  // outlives the program's use of it: embedded
};

// The version is the number that the name begins with.
Migration MigrationOf(std::string_view path, std::string_view script);

// What of `known` is not applied yet, in order; a
// database that is newer than this program is refused with kRefused.
inline constexpr std::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "applied BIGINT NOT NULL)";
std::vector<Migration> Pending(Session& session, const std::vector<Migration>& known);
void NoteApplied(Session& session, const Migration& migration, Instant now);

std::vector<std::string> NamesOf(const std::vector<Migration>& migrations);

}  // namespace chartbridge::sql
