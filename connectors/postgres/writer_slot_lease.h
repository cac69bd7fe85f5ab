// Which audit chain this process appends to: one per replica, so that replicas do not wait for each
// other's commits. Two on one chain would be slow, never wrong: the chain's head is locked.
#pragma once

#include <string>
#include <thread>

#include "base/mutex.h"
#include "connectors/postgres/connection_pool.h"

namespace chartbridge::postgres {

// Holds a slot under a lease that its thread (named `slot`) renews.
class WriterSlotLease {
 public:
  // Takes the first slot that is free, or a new one. Throws sql::TransactionError.
  WriterSlotLease(ConnectionPool& pool, const sql::StoreContext& context);
  ~WriterSlotLease();
  int slot() const { return slot_; }
  // Gives it back.
  void Close() EXCLUDES(mutex_);

 private:
  void Renew() EXCLUDES(mutex_);
  Result<void, Failure> Keep(Instant lease_until);

  ConnectionPool& pool_;
  sql::StoreContext context_;
  const std::string owner_;
  int slot_ = 0;
  Mutex mutex_;
  CondVar ended_;
  bool closing_ GUARDED_BY(mutex_) = false;
  std::jthread thread_;
};

}  // namespace chartbridge::postgres
