#include "connectors/postgres/writer_slot_lease.h"

#include <pthread.h>

#include <chrono>

namespace chartbridge::postgres {
namespace {

constexpr std::chrono::seconds kLease(60);
constexpr std::chrono::seconds kRenew(15);

int TakeSlot(Transaction& transaction, const std::string& tenant, const std::string& owner,
             Instant now, Instant lease_until) {
  const sql::Rows free = transaction.Execute(
      "UPDATE writer_slot SET owner = $2, lease_until = $4 WHERE tenant = $1 AND slot = ("
      "SELECT slot FROM writer_slot WHERE tenant = $1 AND lease_until <= $3 ORDER BY slot LIMIT 1 "
      "FOR UPDATE SKIP LOCKED) RETURNING slot",
      {tenant, owner, ToUnixMillis(now), ToUnixMillis(lease_until)});
  if (!free.empty()) return int(free.front()[0].number());
  const sql::Rows fresh = transaction.Execute(
      "INSERT INTO writer_slot (tenant, slot, owner, lease_until) "
      "SELECT $1, COALESCE(MAX(slot) + 1, 0), $2, $3 FROM writer_slot WHERE tenant = $1 "
      "ON CONFLICT DO NOTHING RETURNING slot",
      {tenant, owner, ToUnixMillis(lease_until)});
  return fresh.empty() ? 0 : int(fresh.front()[0].number());
}

}  // namespace

WriterSlotLease::WriterSlotLease(ConnectionPool& pool, const sql::StoreContext& context)
    : pool_(pool), context_(context), owner_(crypto::RandomUuid(context.entropy)) {
  const Instant now = context_.clock.Now();
  auto taken = pool_.Transact(Access::kReadWrite, [&](Transaction& transaction, KeyIds& /*ids*/) {
    slot_ = TakeSlot(transaction, context_.tenant(), owner_, now, now + kLease);
  });
  if (!taken) throw sql::TransactionError(taken.error());
  thread_ = std::jthread([this] {
    ::pthread_setname_np(::pthread_self(), "slot");
    Renew();
  });
}

WriterSlotLease::~WriterSlotLease() { Close(); }

void WriterSlotLease::Renew() {
  for (;;) {
    {
      const MutexLock lock(mutex_);
      const auto next = std::chrono::steady_clock::now() + kRenew;
      while (!closing_ && ended_.WaitUntil(mutex_, next)) {
      }
      if (closing_) return;
    }
    // A lease that could not be renewed costs speed at worst.
    (void)Keep(context_.clock.Now() + kLease);
  }
}

void WriterSlotLease::Close() {
  if (!thread_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    closing_ = true;
  }
  ended_.NotifyAll();
  thread_.join();
  (void)Keep(Instant{});
}

Result<void, Failure> WriterSlotLease::Keep(Instant lease_until) {
  return pool_.Transact(Access::kReadWrite, [&](Transaction& transaction, KeyIds& /*ids*/) {
    transaction.Execute("UPDATE writer_slot SET lease_until = $3 WHERE tenant = $1 AND owner = $2",
                        {context_.tenant(), owner_, ToUnixMillis(lease_until)});
  });
}

}  // namespace chartbridge::postgres
