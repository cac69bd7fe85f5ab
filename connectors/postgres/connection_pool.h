// Connections for closures: one per thread that asks, up to a bound. A broken one is thrown away; a
// server that cannot be reached is asked again after a pause, not by every caller at once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "connectors/postgres/pg_session.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::postgres {

// Any thread. Nothing but Failures comes out, whatever a closure throws.
class ConnectionPool {
 public:
  ConnectionPool(std::string url, const sql::StoreContext& context, int limit);
  ~ConnectionPool();

  // One transaction; a deadlock is repeated. After a commit without an answer the transaction's
  // status is asked for on a new connection; kInDoubt only if that cannot be done either.
  Result<void, Failure> Write(const sql::Work& work);
  Result<void, Failure> Read(const sql::Work& work);

  // The same with the transaction itself, for the appender.
  Result<void, Failure> Transact(Access access,
                                 const std::function<void(Transaction&, KeyIds&)>& work);

  // From now on everything is refused.
  void Close() EXCLUDES(mutex_);

 private:
  struct PooledConnection;
  class Borrowed;
  std::unique_ptr<PooledConnection> Take() EXCLUDES(mutex_);
  void Return(std::unique_ptr<PooledConnection> connection) EXCLUDES(mutex_);
  std::unique_ptr<PooledConnection> Connect() EXCLUDES(mutex_);
  Result<void, Failure> Once(Access access, const std::function<void(Transaction&, KeyIds&)>& work,
                             bool& again);
  Result<void, Failure> ResolveInDoubt(const PostgresError& doubt, bool& again);
  std::string TransactionStatus(const std::string& transaction_id);

  const std::string url_;
  sql::StoreContext context_;
  const int limit_;
  Mutex mutex_;
  CondVar returned_;
  std::vector<std::unique_ptr<PooledConnection>> idle_ GUARDED_BY(mutex_);
  int in_use_ GUARDED_BY(mutex_) = 0;
  bool closed_ GUARDED_BY(mutex_) = false;
  int failures_ GUARDED_BY(mutex_) = 0;
  std::chrono::steady_clock::time_point next_try_ GUARDED_BY(mutex_){};
};

}  // namespace chartbridge::postgres
