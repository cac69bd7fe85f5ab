// From what an item was to what it became: only the rows that differ are written.
#pragma once

#include "bridge/ports/item_rows.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Whose rows they are.
struct RowOwner {
  std::int64_t ordinal = 0;
  bridge::ItemKey key;
  Bytes conversation;
  Bytes line;  // where its jobs queue
};

// The item's own columns that a step changes: state to media_count. `$1` is left for the ordinal.
inline constexpr std::string_view kStateColumns =
    "state = $2, state_reason = $3, deadline = $4, patient = $5, matched_by = $6, progress = $7, "
    "reason = $8, filing = $9, attempts = $10, staff_queue = $11, media_count = $12";
Params StateParams(std::int64_t ordinal, const bridge::ItemRow& row);

void WriteFilings(const StoreContext& context, Session& session, const RowOwner& owner,
                  const std::vector<bridge::Filing>& before,
                  const std::vector<bridge::Filing>& after);
void WriteMedia(const StoreContext& context, Session& session, const RowOwner& owner,
                const std::vector<bridge::MediaRow>& before,
                const std::vector<bridge::MediaRow>& after);
// A parked job that somebody woke meanwhile stays awake unless the step itself moves its time. True
// when the line's next due time may be another one.
bool WriteJobs(const StoreContext& context, Session& session, const RowOwner& owner,
               const std::vector<bridge::Job>& before, const std::vector<bridge::Job>& after);

}  // namespace chartbridge::sql
