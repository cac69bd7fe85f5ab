// Durable work under leases. Jobs change only with their item (Items); this port hands them out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/item_rows.h"

namespace chartbridge::bridge {

// The items of one line that have something to do, in the order of arrival. Each comes whole, with
// content; which of its jobs are due its `jobs` say.
struct LineWork {
  std::string line;  // the conversation that queues, for Release
  std::vector<ItemRow> items;
};

enum class Claim : std::uint8_t {
  kAll,
  // While calls to the EHR are paused: lines with a job that is urgent or needs no EHR (kExpire,
  // kForget), and of them only the items that have such a job due.
  kWithoutEhr,
};

class WorkQueue {
 public:
  virtual ~WorkQueue() = default;

  // Leases the line whose earliest due job is the oldest, to `owner` until `lease_until`, and
  // returns at most `limit` of its items: those with a due job, except that nothing comes from
  // behind an item whose job of turn kInOrder is not due yet; and, before the first of them, those
  // whose kAlong job has a due time, be it later. Fetches are left out. nullopt when nothing is
  // due.
  virtual Result<std::optional<LineWork>, Failure> ClaimLine(const std::string& owner, Instant now,
                                                             Instant lease_until, Claim claim,
                                                             int limit) = 0;
  // One medium to fetch, the oldest due, leased by itself: its item whole, with content. The
  // number is that of its due kFetch job.
  struct FetchWork {
    ItemRow item;
    int number = 0;
  };
  virtual Result<std::optional<FetchWork>, Failure> ClaimFetch(const std::string& owner,
                                                               Instant now,
                                                               Instant lease_until) = 0;

  // Prolongs the leases of these owners and returns those that still hold theirs. An owner that is
  // not among them has lost it: it stops before its next effect.
  virtual Result<std::vector<std::string>, Failure> Renew(const std::vector<std::string>& owners,
                                                          Instant lease_until) = 0;
  // Ends the leases of `owner` early, whatever it holds.
  virtual Result<void, Failure> Release(const std::string& owner) = 0;
  // Ends every lease at once, on deliveries and media too. For a store that one service has to
  // itself, at its start: whoever held them is gone.
  virtual Result<void, Failure> EndLeases() = 0;

  // Makes the parked jobs of that kind in the conversation's line, and in those linked with it, due
  // now. How many.
  virtual Result<std::int64_t, Failure> Wake(const std::string& conversation, JobKind kind,
                                             Instant now) = 0;
};

}  // namespace chartbridge::bridge
