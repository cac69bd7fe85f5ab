// Units on their way to a writer. What queues while one group is being committed is the next group:
// no timer, and the slower the disk, the larger the groups.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "connectors/sql/unit.h"

namespace chartbridge::sql {

using Group = std::vector<std::shared_ptr<Unit>>;

// Any thread may append; one thread takes.
class UnitQueue {
 public:
  // Deliveries beyond `limit` are refused. Closures are bounded by the threads that wait for them.
  UnitQueue(std::size_t limit, std::size_t group_limit)
      : limit_(limit), group_limit_(group_limit) {}

  // Queues the delivery and waits until it is committed, or until `deadline`: then kFull. If the
  // writer has it by then it may still be stored; the provider sends it again, and the items' keys
  // make the second one a no-op.
  Result<bridge::Seq, Failure> Append(std::string packed, Instant received, Deadline deadline);
  // Queues the closure and waits for its end.
  Result<void, Failure> Run(const Work& work);

  bool HasRoom() const;
  // From now on everything is refused with `why`; what is queued stays.
  void Refuse(Failure why);

  // The writer's side: waits for units, at most `patience` (nullopt: until there are some). False
  // when `stop` was requested and nothing is left.
  bool Take(const std::stop_token& stop, std::optional<std::chrono::milliseconds> patience,
            Group& group);

 private:
  std::optional<Failure> Enqueue(const std::shared_ptr<Unit>& unit);

  const std::size_t limit_;
  const std::size_t group_limit_;
  mutable std::mutex mutex_;
  std::condition_variable_any queued_;
  std::deque<std::shared_ptr<Unit>> units_;
  std::optional<Failure> refusal_;
};

}  // namespace chartbridge::sql
