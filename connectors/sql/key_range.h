// Item keys by how they begin, as people type them.
#pragma once

#include <optional>
#include <string_view>

#include "connectors/sql/session.h"

namespace chartbridge::sql {

struct KeyRange {
  Bytes first;
  Bytes last;
};

// `prefix`: at least 6 hexadecimal digits, with dashes as in a UUID. nullopt for anything else.
std::optional<KeyRange> KeysThatBegin(std::string_view prefix);

}  // namespace chartbridge::sql
