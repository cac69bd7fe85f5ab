#include "connectors/sql/unit_queue.h"

#include <algorithm>

namespace chartbridge::sql {

std::optional<Failure> UnitQueue::Enqueue(const std::shared_ptr<Unit>& unit) {
  {
    const std::scoped_lock lock(mutex_);
    if (refusal_) return refusal_;
    if (unit->work() == nullptr && units_.size() >= limit_) {
      return Failure{FailureKind::kFull, "Too many deliveries wait for the disk.", {}, 0, {}};
    }
    units_.push_back(unit);
  }
  queued_.notify_one();
  return std::nullopt;
}

Result<bridge::Seq, Failure> UnitQueue::Append(std::string packed, Instant received,
                                               Deadline deadline) {
  const auto unit = std::make_shared<Unit>(std::move(packed), received);
  if (std::optional<Failure> refusal = Enqueue(unit)) {
    return Unexpected<Failure>(*std::move(refusal));
  }
  if (auto outcome = unit->WaitUntil(deadline)) return *std::move(outcome);
  const std::scoped_lock lock(mutex_);
  std::erase(units_, unit);
  return Fail(FailureKind::kFull, "The disk did not take the delivery in time.");
}

Result<void, Failure> UnitQueue::Run(const Work& work) {
  const auto unit = std::make_shared<Unit>(work);
  if (std::optional<Failure> refusal = Enqueue(unit)) {
    return Unexpected<Failure>(*std::move(refusal));
  }
  const auto outcome = unit->Wait();
  if (!outcome) return Unexpected<Failure>(outcome.error());
  return {};
}

bool UnitQueue::HasRoom() const {
  const std::scoped_lock lock(mutex_);
  return !refusal_ && units_.size() < limit_;
}

void UnitQueue::Refuse(Failure why) {
  const std::scoped_lock lock(mutex_);
  if (!refusal_) refusal_ = std::move(why);
}

bool UnitQueue::Take(const std::stop_token& stop, std::optional<std::chrono::milliseconds> patience,
                     Group& group) {
  group.clear();
  std::unique_lock lock(mutex_);
  const auto any = [this] { return !units_.empty(); };
  if (patience) {
    queued_.wait_for(lock, stop, *patience, any);
  } else {
    queued_.wait(lock, stop, any);
  }
  const auto end = units_.begin() + std::ptrdiff_t(std::min(units_.size(), group_limit_));
  group.assign(std::make_move_iterator(units_.begin()), std::make_move_iterator(end));
  units_.erase(units_.begin(), end);
  return !group.empty() || !stop.stop_requested();
}

}  // namespace chartbridge::sql
