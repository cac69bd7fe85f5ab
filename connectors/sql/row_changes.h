// From what an item was to what it became: only the rows that differ are written.
#pragma once

#include <array>

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

// The item's own columns that a step changes. `$1` is left for the ordinal: "state = $2".
inline constexpr std::array<std::string_view, 11> kStateColumns = {
    "state",  "state_reason", "deadline", "patient",     "matched_by", "progress",
    "reason", "filing",       "attempts", "staff_queue", "media_count"};
// The ordinal, then the values of these columns.
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
