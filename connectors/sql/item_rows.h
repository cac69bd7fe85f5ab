// Reading items: from columns to ItemRow, media and content included.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

enum class Content { kLeaveOut, kDecrypt };

// Runs "SELECT <the columns of an item> FROM item <where>" and completes the rows. Content that
// cannot be opened although its key is there stays "" with destroyed == false: it was tampered
// with.
std::vector<bridge::ItemRow> SelectItems(const StoreContext& context, Session& session,
                                         std::string_view where, const Params& params,
                                         Content content);

// What a medium's row says; columns as in kMediaColumns from `first` on.
inline constexpr std::string_view kMediaColumns =
    "number, progress, reason, attempts, object, key_id, content_type, size, sha1, sha256, "
    "resources";
bridge::MediaRow ReadMedia(const Row& row, std::size_t first);

}  // namespace chartbridge::sql
