// Lines: where the items of a conversation, and of those linked with it, queue; and when somebody
// must look at one again.
#pragma once

#include <span>

#include "bridge/ports/item_rows.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Where the items of a conversation queue now.
Bytes LineOf(Session& session, const Bytes& conversation);

// Conditions under which the engines keep indexes of jobs. Fetches stand in no line.
// The first of these holds up the rest of its line until it is due.
inline constexpr std::string_view kInOrderJob =
    "turn = 'in-order' AND kind <> 'fetch' AND due IS NOT NULL";
inline constexpr std::string_view kOtherJob =
    "turn <> 'in-order' AND kind <> 'fetch' AND due IS NOT NULL";
inline constexpr std::string_view kAlongJob =
    "turn = 'along' AND kind <> 'fetch' AND due IS NOT NULL";
// What is done even while calls to the EHR are paused.
inline constexpr std::string_view kJobWithoutEhr =
    "due IS NOT NULL AND kind <> 'fetch' AND (urgent <> 0 OR kind IN ('expire', 'forget'))";

// Whether the transaction holds the rows of the lines already.
enum class Locked { kNo, kYes };

// Brings the lines' next due times up to date: the first moment at which one of a line's items may
// be worked on. Called after every change of a job's time; locks the lines, always in one order, so
// that two transactions do not wait for each other.
void RefreshDue(const StoreContext& context, Session& session, std::span<const Bytes> lines,
                Locked locked = Locked::kNo);
inline void RefreshDue(const StoreContext& context, Session& session, const Bytes& line,
                       Locked locked = Locked::kNo) {
  RefreshDue(context, session, {&line, 1}, locked);
}

// Makes the line's parked jobs of that kind due now; how many. RefreshDue comes after it.
std::int64_t WakeParked(Session& session, const Bytes& line, bridge::JobKind kind, Instant now);

// A worker that has an item of this line in hand may park such a job without knowing what is new:
// its step is to meet kConflict.
void DisturbWorker(Session& session, const Bytes& line, bridge::JobKind kind);

}  // namespace chartbridge::sql
