// The schema's history: numbered scripts that only go forward.
#pragma once

#include <functional>
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

// Runs a statement with parameters, or a whole script without.
struct MigrationRoom {
  std::function<Rows(std::string_view, const Params&)> execute;
  std::function<void(const std::string&)> run;
};

// Those of `known` that come after version `current` (0: no schema yet), in order. kRefused in one
// sentence, thrown, for a version that is newer than all of them.
std::vector<Migration> PendingMigrations(std::int64_t current, std::vector<Migration> known);

// A script's statements one by one, without comments: what stands between engine and program
// (Citus) may take no more at once.
std::vector<std::string> StatementsOf(std::string_view script);

// Names of those that are not applied yet, in order; runs them unless `dry_run`, all in the
// caller's transaction. A database that is newer than this program is refused with kRefused.
std::vector<std::string> Migrate(const MigrationRoom& room, std::vector<Migration> known,
                                 Instant now, bool dry_run);

}  // namespace chartbridge::sql
