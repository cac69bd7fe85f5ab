// Which audit chain this process appends to: one per replica, so that replicas do not wait for each
// other's commits. Two on one chain would be slow, never wrong: the chain's head is locked.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "connectors/postgres/pool.h"

namespace chartbridge::postgres {

// Holds a slot under a lease that its thread (named `slot`) renews.
class SlotKeeper {
 public:
  // Takes the first slot that is free, or a new one. Throws sql::TransactionError.
  SlotKeeper(Pool& pool, const sql::StoreContext& context);
  ~SlotKeeper();
  int slot() const { return slot_; }
  // Gives it back.
  void Close();

 private:
  Result<void, Failure> Keep(Instant lease_until);

  Pool& pool_;
  sql::StoreContext context_;
  const std::string owner_;
  int slot_ = 0;
  std::jthread thread_;
};

}  // namespace chartbridge::postgres
