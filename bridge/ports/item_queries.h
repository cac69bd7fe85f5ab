// Questions about items that change nothing. Each is one snapshot and takes no write lock.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/item_rows.h"

namespace chartbridge::bridge {

// For whom a list is made.
enum class Audience {
  kEverybody,            // all items
  kOfPatients,           // those whose patient is known
  kOfPatientsAndReview,  // those, and what stands in review
};

struct ItemFilter {
  std::optional<Instant> since;
  std::optional<Progress> progress;
  std::string kind;
  std::string channel;
  std::string provider_id;  // with `channel`: the item of that id, and the receipts about it
  std::string contact;      // phone (any spelling) or business-scoped id
  std::optional<Reason> reason;
  std::string patient;                   // "Patient/…"
  std::string conversation;              // id
  std::string key_prefix;                // at least 6 hexadecimal digits, dashes as in a UUID
  StaffQueue queue = StaffQueue::kNone;  // those that stand in it; kNone: wherever
  Audience audience = Audience::kEverybody;
  bool with_content = false;
  // A page of the newest: those with an ordinal below `before` (0: from the end on), newest first,
  // at most `limit` (0: all, oldest first).
  std::int64_t before = 0;
  int limit = 0;
};

// How many items are at `progress` for the same reason.
struct ReasonCount {
  Progress progress = Progress::kParsed;
  Reason reason = Reason::kNone;
  std::int64_t items = 0;
  std::optional<Instant> first_deadline;  // the earliest of theirs
  std::int64_t ending = 0;                // whose deadline comes before the instant that was asked
};

// How many items of a channel and kind that arrived on `day` stand where.
struct DayCount {
  std::int64_t day = 0;  // since 1970-01-01, UTC
  std::string channel;
  std::string kind;
  Progress progress = Progress::kParsed;
  Reason reason = Reason::kNone;
  std::int64_t items = 0;
  bool operator==(const DayCount&) const = default;
};

// Counts are kept by the transactions that move states: asking for them walks no list.
class ItemQueries {
 public:
  virtual ~ItemQueries() = default;
  // Page by page: flat memory, and no snapshot held while `visit` runs. Stops when it returns
  // false.
  virtual Result<void, Failure> List(const ItemFilter& filter,
                                     const std::function<bool(const ItemRow&)>& visit) = 0;
  virtual Result<std::map<std::string, std::int64_t>, Failure> CountsByProgress() = 0;
  // How often items came to each state, ever: `parsed` for each item that came in, the others each
  // time that one moved there from another. They never fall; a purge leaves them.
  virtual Result<std::map<std::string, std::int64_t>, Failure> ArrivalsByProgress() = 0;
  // Of those that arrived on or after `first_day`, ordered as the members are.
  virtual Result<std::vector<DayCount>, Failure> CountsByDay(std::int64_t first_day) = 0;
  // By progress and reason, of the items that have a reason, in the order of both.
  virtual Result<std::vector<ReasonCount>, Failure> CountsByReason(Instant ending_before) = 0;
  // The arrival of the oldest item that still moves by itself (parsed, matched, permitted, mapped):
  // what is held or failed waits for people and does not count.
  virtual Result<std::optional<Instant>, Failure> OldestUnderWay() = 0;
  // Media by state and reason: "failed" and "held" ones are what a person must look at.
  struct MediaCount {
    MediaProgress progress = MediaProgress::kPending;
    Reason reason = Reason::kNone;
    std::int64_t media = 0;
  };
  virtual Result<std::vector<MediaCount>, Failure> CountsOfMedia() = 0;
};

}  // namespace chartbridge::bridge
