// Deliveries on their way from the inbox to items.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "bridge/ports/inbox.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// The bytes of a delivery with what is known of it, as they are sealed.
std::string PackDelivery(const bridge::RawDelivery& raw);
// kCorrupt for anything that PackDelivery did not make. `received` is not in it.
Result<bridge::RawDelivery, Failure> UnpackDelivery(std::string_view packed);

Bytes SealDelivery(const StoreContext& context, const bridge::DataKey& key,
                   const std::string& packed);

// Inbox::Claim, the half of that port which both engines share.
Result<std::vector<bridge::StoredDelivery>, Failure> ClaimDeliveries(
    Engine& engine, const StoreContext& context, const std::string& worker, Instant now,
    Instant lease_until, int limit);

// The rest of Inbox, likewise.
Result<bool, Failure> CountFailure(Engine& engine, const StoreContext& context, bridge::Seq seq);
Result<std::int64_t, Failure> CountParked(Engine& engine, const StoreContext& context);
Result<std::int64_t, Failure> UnparkAll(Engine& engine, const StoreContext& context);

// How many deliveries wait, parked ones left out. Counted now and then, kept by what this process
// adds and removes in between, so that asking costs nothing and other processes' work shows within
// a second.
class Backlog {
 public:
  Backlog(Engine& engine, const StoreContext& context);
  std::int64_t Depth() const;
  void Add(std::int64_t deliveries) { waiting_.fetch_add(deliveries, std::memory_order_relaxed); }

 private:
  void Count() const;

  Engine& engine_;
  StoreContext context_;
  mutable std::atomic<std::int64_t> waiting_{0};
  mutable Mutex counting_;
  mutable std::chrono::steady_clock::time_point counted_ GUARDED_BY(counting_);
};

}  // namespace chartbridge::sql
