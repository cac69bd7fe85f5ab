// Reading items: from columns to ItemRow, with filings, media, jobs and content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/ports/item_rows.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

enum class Content { kLeaveOut, kDecrypt };

// Runs "SELECT <the columns of an item> FROM item <where>" and completes the rows. What was changed
// by another hand is shown so and holds up nobody: content that does not open although its key is
// there stays "" with destroyed == false; a filing whose MAC is wrong names no patient, is kFailed
// kStoredItemUnreadable, and its item comes without content.
std::vector<bridge::ItemRow> SelectItems(const StoreContext& context, Session& session,
                                         std::string_view where, const Params& params,
                                         Content content);

// Those with these ordinals, in the order of arrival, with content.
std::vector<bridge::ItemRow> ReadItems(const StoreContext& context, Session& session,
                                       std::span<const std::int64_t> ordinals);

std::string_view WordOf(bridge::Turn turn);
std::string_view WordOf(bridge::MatchedBy by);

// A word that is none of them: kOther.
bridge::Reason ReadReasonCell(const Value& cell);

}  // namespace chartbridge::sql
