// What waits for the writer: one delivery or one closure, and the caller that wants to know.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "bridge/ports/inbox.h"
#include "connectors/sql/session.h"

namespace chartbridge::sql {

class Unit {
 public:
  explicit Unit(const Work& work) : work_(&work) {}
  Unit(std::string packed, Instant received) : packed_(std::move(packed)), received_(received) {}

  // The caller's closure, or nullptr for a delivery. The caller of a closure waits for its end, so
  // the reference stays good.
  const Work* work() const { return work_; }
  const std::string& packed() const { return packed_; }
  Instant received() const { return received_; }

  // The writer's side: keep the outcome while the group is not committed yet, then hand it out.
  void Note(bridge::Seq seq) {
    seq_ = seq;
    failure_.reset();
  }
  void Note(Failure failure) { failure_ = std::move(failure); }
  void Finish();

  // The caller's side.
  Result<bridge::Seq, Failure> Wait();
  // nullopt when the deadline came first; the writer may finish later, unheard.
  std::optional<Result<bridge::Seq, Failure>> WaitUntil(Deadline deadline);

 private:
  Result<bridge::Seq, Failure> Outcome() const;

  const Work* work_ = nullptr;
  std::string packed_;
  Instant received_{};
  bridge::Seq seq_ = 0;
  std::optional<Failure> failure_;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
};

}  // namespace chartbridge::sql
