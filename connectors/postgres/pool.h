// Connections for closures: one per thread that asks, up to a bound. A broken one is thrown away; a
// server that cannot be reached is asked again after a pause, not by every caller at once.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/postgres/pg_session.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::postgres {

class Pool {
 public:
  Pool(std::string url, const sql::StoreContext& context, int limit);
  ~Pool();

  // One transaction; a deadlock is repeated. After a commit without an answer the transaction's
  // fate is asked for on a new connection; kInDoubt only if that cannot be done either.
  Result<void, Failure> Write(const sql::Work& work);
  Result<void, Failure> Read(const sql::Work& work);

  // The same with the transaction itself, for the appender.
  Result<void, Failure> Transact(Access access,
                                 const std::function<void(Transaction&, KeyIds&)>& work);

  // From now on everything is refused.
  void Close();

 private:
  struct Lane;
  struct Loan;
  std::unique_ptr<Lane> Take();
  void Return(std::unique_ptr<Lane> lane);
  std::unique_ptr<Lane> Connect();
  Result<void, Failure> Once(Access access, const std::function<void(Transaction&, KeyIds&)>& work,
                             bool& again);
  Result<void, Failure> Settle(const PostgresError& doubt, bool& again);
  std::string FateOf(const std::string& transaction_id);

  const std::string url_;
  sql::StoreContext context_;
  const int limit_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Lane>> idle_;
  int in_use_ = 0;
  bool closed_ = false;
  int failures_ = 0;
  std::chrono::steady_clock::time_point next_try_{};
};

}  // namespace chartbridge::postgres
