// What waits for a writer: one delivery or one closure, and whoever wants to know how it ended.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "base/clock.h"
#include "bridge/ports/inbox.h"
#include "connectors/sql/session.h"

namespace chartbridge::sql {

class WriteRequest {
 public:
  using Done = bridge::Inbox::Done;

  // A closure. It and what it refers to outlive the request.
  WriteRequest(const Work& work, Done done) : work_(&work), done_(std::move(done)) {}
  // A delivery.
  WriteRequest(std::string packed, Instant received, Deadline deadline, Done done)
      : packed_(std::move(packed)),
        received_(received),
        deadline_(deadline),
        done_(std::move(done)) {}

  // nullptr for a delivery.
  const Work* work() const { return work_; }
  const std::string& packed() const { return packed_; }
  Instant received() const { return received_; }
  Deadline deadline() const { return deadline_; }

  // The writer's side: keeps the outcome while the group is not committed yet.
  void Note(bridge::Seq seq);
  void Note(Failure failure);
  // Tells what was noted.
  void Finish();

  // Tells `outcome`, unless something was told before. Any thread, without locks.
  void Tell(Result<bridge::Seq, Failure> outcome);

 private:
  const Work* work_ = nullptr;
  std::string packed_;
  Instant received_{};
  Deadline deadline_{};
  Done done_;
  bridge::Seq seq_ = 0;
  std::optional<Failure> failure_;
  std::atomic<bool> told_{false};
};

}  // namespace chartbridge::sql
