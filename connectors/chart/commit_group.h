// Group commit (after leveldb's write queue): callers queue, the front one runs everybody's job in
// one SQLite transaction, each behind a savepoint, and one sync makes them all durable.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>

#include "connectors/chart/sqlite_connection.h"

namespace chartbridge::chart {

class CommitGroup {
 public:
  using Job = std::function<Result<bool, Failure>()>;

  explicit CommitGroup(Connection& connection) : connection_(connection) {}

  // Runs `job` and commits, or takes back what it wrote when it says false, fails or throws. Any
  // thread; `job` may run on another caller's thread while this one waits.
  Result<bool, Failure> Run(const Job& job);

 private:
  struct Waiting {
    explicit Waiting(const Job& wanted) : job(&wanted) {}
    const Job* job;
    std::optional<Result<bool, Failure>> result;
    std::exception_ptr thrown;
    bool done = false;
  };

  void LeadSafely(std::deque<Waiting*>& group);
  void Lead(std::deque<Waiting*>& group);
  void RunOne(Waiting& waiting);
  void FailAll(std::deque<Waiting*>& group, const Failure& failure);

  Connection& connection_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting*> queue_;
  std::optional<Failure> broken_;  // after a failed sync the disk state is unknown: no more writes
};

}  // namespace chartbridge::chart
