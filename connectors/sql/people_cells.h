// What accounts, sessions and tokens have in common: a row with one sealed cell under a data key of
// its own, which goes when the row goes (promise P9).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// The parts of a cell sealed by SealCell for column "content"; refused when it does not open.
std::vector<std::string> OpenParts(const StoreContext& context, Session& session,
                                   std::string_view table, std::string_view row,
                                   std::int64_t key_id, std::string_view sealed, std::size_t count);

// The key of an existing row, for sealing its cell anew.
bridge::DataKey KeyOfRow(Session& session, std::int64_t key_id);

}  // namespace chartbridge::sql
