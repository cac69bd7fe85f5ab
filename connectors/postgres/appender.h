// The thread that stores deliveries (named `writer`): all that queued during the last commit in one
// statement and one commit.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <thread>

#include "connectors/postgres/connection_pool.h"
#include "connectors/sql/write_queue.h"

namespace chartbridge::postgres {

class Appender {
 public:
  Appender(ConnectionPool& pool, const sql::StoreContext& context, sql::WriteQueue& queue);
  ~Appender();

  // False while PostgreSQL cannot be reached or has no room. Tried again every second, so that it
  // recovers although nobody appends.
  bool Accepting() const { return well_.load() && queue_.HasRoom(); }
  void Close();

 private:
  using Requests = std::span<const std::shared_ptr<sql::WriteRequest>>;
  void Loop();
  void Commit(Requests requests);
  Result<void, Failure> Store(Requests requests);
  void Probe();

  ConnectionPool& pool_;
  sql::StoreContext context_;
  sql::WriteQueue& queue_;
  std::atomic<bool> well_{true};
  std::jthread thread_;
};

}  // namespace chartbridge::postgres
