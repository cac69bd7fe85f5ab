#include "connectors/sql/unit.h"

namespace chartbridge::sql {

void Unit::Finish() {
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  finished_.notify_one();
}

Result<bridge::Seq, Failure> Unit::Outcome() const {
  if (failure_) return Unexpected<Failure>(*failure_);
  return seq_;
}

Result<bridge::Seq, Failure> Unit::Wait() {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return done_; });
  return Outcome();
}

std::optional<Result<bridge::Seq, Failure>> Unit::WaitUntil(Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (!finished_.wait_until(lock, deadline, [this] { return done_; })) return std::nullopt;
  return Outcome();
}

}  // namespace chartbridge::sql
