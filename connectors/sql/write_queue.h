// Requests on their way to a writer. What queues while one group is being committed is the next
// group: no timer, and the slower the disk, the larger the groups.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "connectors/sql/write_request.h"

namespace chartbridge::sql {

using WriteGroup = std::vector<std::shared_ptr<WriteRequest>>;

// Any thread may append; one thread takes. A thread of its own (named `deadlines`) tells callers
// whose time is over, however long the writer is at it.
class WriteQueue {
 public:
  // Deliveries beyond `limit` are refused. Closures are bounded by the threads that wait for them.
  WriteQueue(std::size_t limit, std::size_t group_limit);
  // What is left in the queue is told kUnreachable. The writer is gone by then.
  ~WriteQueue();

  // Queues the delivery; `done` is told how it ended, on a thread of the store or, when it is
  // refused at once, on this one. kFull at `deadline`: if the writer has it by then it may still be
  // stored; the provider sends it again, and the items' keys make the second one a no-op.
  void Append(std::string packed, Instant received, Deadline deadline, WriteRequest::Done done)
      EXCLUDES(mutex_);
  // Queues the closure and waits for its end.
  Result<void, Failure> Run(const Work& work) EXCLUDES(mutex_);

  bool HasRoom() const EXCLUDES(mutex_);
  // From now on everything is refused with `why`; what is queued stays.
  void Refuse(Failure why) EXCLUDES(mutex_);
  // The same, and Take says so once nothing is left.
  void Close() EXCLUDES(mutex_);

  // The writer's side: waits for requests, at most `patience` (nullopt: until there are some).
  // False when the queue is closed and nothing is left.
  bool Take(std::optional<std::chrono::milliseconds> patience, WriteGroup& group) EXCLUDES(mutex_);
  // The writer is done with them, and what it noted is told.
  void Finish(const WriteGroup& group) EXCLUDES(mutex_);

 private:
  // Deliveries whose callers wait, by deadline.
  using Waiting = std::multimap<Deadline, std::shared_ptr<WriteRequest>>;

  std::optional<Failure> Enqueue(const std::shared_ptr<WriteRequest>& request) EXCLUDES(mutex_);
  void Watch() EXCLUDES(mutex_);
  WriteGroup TakeExpired(Deadline now) REQUIRES(mutex_);
  void Forget(const std::shared_ptr<WriteRequest>& request) REQUIRES(mutex_);

  const std::size_t limit_;
  const std::size_t group_limit_;
  mutable Mutex mutex_;
  CondVar queued_;
  CondVar earlier_;  // a deadline before the one that the watch waits for, or the end
  std::deque<std::shared_ptr<WriteRequest>> requests_ GUARDED_BY(mutex_);
  Waiting waiting_ GUARDED_BY(mutex_);
  Deadline watched_ GUARDED_BY(mutex_) = Deadline::max();
  std::optional<Failure> refusal_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::jthread watch_;
};

}  // namespace chartbridge::sql
