#include "connectors/sql/write_queue.h"

#include <pthread.h>

#include <algorithm>
#include <future>

namespace chartbridge::sql {
namespace {

Failure Closed() { return {FailureKind::kUnreachable, "The store is closed.", {}, 0, {}}; }

}  // namespace

WriteQueue::WriteQueue(std::size_t limit, std::size_t group_limit)
    : limit_(limit), group_limit_(group_limit), watch_([this] {
        ::pthread_setname_np(::pthread_self(), "deadlines");
        Watch();
      }) {}

WriteQueue::~WriteQueue() {
  WriteGroup left;
  {
    const MutexLock lock(mutex_);
    ended_ = true;
    left.assign(requests_.begin(), requests_.end());
    requests_.clear();
  }
  earlier_.NotifyAll();
  watch_.join();
  for (const auto& request : left) request->Tell(Unexpected<Failure>(Closed()));
}

std::optional<Failure> WriteQueue::Enqueue(const std::shared_ptr<WriteRequest>& request) {
  bool is_earlier = false;
  {
    const MutexLock lock(mutex_);
    if (refusal_) return refusal_;
    if (request->work() == nullptr) {
      if (requests_.size() >= limit_) {
        return Failure{FailureKind::kFull, "Too many deliveries wait for the disk.", {}, 0, {}};
      }
      waiting_.emplace(request->deadline(), request);
      is_earlier = request->deadline() < watched_;
    }
    requests_.push_back(request);
  }
  queued_.NotifyOne();
  if (is_earlier) earlier_.NotifyOne();
  return std::nullopt;
}

void WriteQueue::Append(std::string packed, Instant received, Deadline deadline,
                        WriteRequest::Done done) {
  const auto request =
      std::make_shared<WriteRequest>(std::move(packed), received, deadline, std::move(done));
  if (std::optional<Failure> refusal = Enqueue(request)) {
    request->Tell(Unexpected<Failure>(*std::move(refusal)));
  }
}

Result<void, Failure> WriteQueue::Run(const Work& work) {
  // Shared: whoever sets it may still be at it when the waiter has gone on.
  const auto answer = std::make_shared<std::promise<Result<bridge::Seq, Failure>>>();
  const auto request = std::make_shared<WriteRequest>(
      work,
      [answer](Result<bridge::Seq, Failure> outcome) { answer->set_value(std::move(outcome)); });
  if (std::optional<Failure> refusal = Enqueue(request)) {
    return Unexpected<Failure>(*std::move(refusal));
  }
  const auto outcome = answer->get_future().get();
  if (!outcome) return Unexpected<Failure>(outcome.error());
  return {};
}

bool WriteQueue::HasRoom() const {
  const MutexLock lock(mutex_);
  return !refusal_ && requests_.size() < limit_;
}

void WriteQueue::Refuse(Failure why) {
  const MutexLock lock(mutex_);
  if (!refusal_) refusal_ = std::move(why);
}

void WriteQueue::Close() {
  {
    const MutexLock lock(mutex_);
    if (!refusal_) refusal_ = Closed();
    closed_ = true;
  }
  queued_.NotifyAll();
}

bool WriteQueue::Take(std::optional<std::chrono::milliseconds> patience, WriteGroup& group) {
  group.clear();
  const auto until =
      std::chrono::steady_clock::now() + patience.value_or(std::chrono::milliseconds(0));
  const MutexLock lock(mutex_);
  while (requests_.empty() && !closed_) {
    if (!patience) {
      queued_.Wait(mutex_);
    } else if (!queued_.WaitUntil(mutex_, until)) {
      break;
    }
  }
  const auto end = requests_.begin() + std::ptrdiff_t(std::min(requests_.size(), group_limit_));
  group.assign(std::make_move_iterator(requests_.begin()), std::make_move_iterator(end));
  requests_.erase(requests_.begin(), end);
  return !group.empty() || !closed_;
}

void WriteQueue::Finish(const WriteGroup& group) {
  {
    const MutexLock lock(mutex_);
    for (const auto& request : group) Forget(request);
  }
  for (const auto& request : group) request->Finish();
}

void WriteQueue::Forget(const std::shared_ptr<WriteRequest>& request) {
  if (request->work() != nullptr) return;
  auto [first, last] = waiting_.equal_range(request->deadline());
  const auto found =
      std::find_if(first, last, [&](const auto& one) { return one.second == request; });
  if (found != last) waiting_.erase(found);
}

WriteGroup WriteQueue::TakeExpired(Deadline now) {
  WriteGroup expired;
  const auto end = waiting_.upper_bound(now);
  for (auto one = waiting_.begin(); one != end; ++one) expired.push_back(one->second);
  waiting_.erase(waiting_.begin(), end);
  if (!expired.empty()) {
    std::erase_if(requests_, [&](const auto& request) {
      return request->work() == nullptr && request->deadline() <= now;
    });
  }
  return expired;
}

void WriteQueue::Watch() {
  for (;;) {
    WriteGroup expired;
    {
      const MutexLock lock(mutex_);
      if (ended_) return;
      expired = TakeExpired(std::chrono::steady_clock::now());
      if (expired.empty()) {
        watched_ = waiting_.empty() ? Deadline::max() : waiting_.begin()->first;
        if (waiting_.empty()) {
          earlier_.Wait(mutex_);
        } else {
          (void)earlier_.WaitUntil(mutex_, watched_);
        }
      }
    }
    for (const auto& request : expired) {
      request->Tell(Fail(FailureKind::kFull, "The disk did not take the delivery in time."));
    }
  }
}

}  // namespace chartbridge::sql
