// The thread that stores deliveries (named `writer`): all that queued during the last commit in one
// statement and one commit.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <stop_token>
#include <thread>

#include "connectors/postgres/pool.h"
#include "connectors/sql/unit_queue.h"

namespace chartbridge::postgres {

class Appender {
 public:
  Appender(Pool& pool, const sql::StoreContext& context, sql::UnitQueue& queue);
  ~Appender();

  // False while PostgreSQL cannot be reached or has no room. Tried again every second, so that it
  // recovers although nobody appends.
  bool Accepting() const { return well_.load() && queue_.HasRoom(); }
  void Close();

 private:
  using Units = std::span<const std::shared_ptr<sql::Unit>>;
  void Loop(const std::stop_token& stop);
  void Commit(Units units);
  Result<void, Failure> Store(Units units);
  void Probe();

  Pool& pool_;
  sql::StoreContext context_;
  sql::UnitQueue& queue_;
  std::atomic<bool> well_{true};
  std::jthread thread_;
};

}  // namespace chartbridge::postgres
