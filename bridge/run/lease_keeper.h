// The heartbeat of leases: what workers hold is prolonged at a third of its time, and work stops
// when it is lost (finding A2).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/ports/work_queue.h"

namespace chartbridge::bridge::run {

inline constexpr std::chrono::seconds kLease{60};
inline constexpr std::chrono::seconds kHeartbeat = kLease / 3;

// A lease of one worker. The owner's name is random: nobody else can have it, not even this worker
// after a restart.
class Lease {
 public:
  explicit Lease(std::string owner) : owner_(std::move(owner)) {}
  const std::string& owner() const { return owner_; }
  // True once the store gave it to somebody else: stop before the next effect.
  bool lost() const { return lost_; }
  void Lose() { lost_ = true; }

 private:
  const std::string owner_;
  std::atomic<bool> lost_{false};
};

class LeaseKeeper {
 public:
  LeaseKeeper(WorkQueue& work, const Clock& clock, Entropy& entropy)
      : work_(work), clock_(clock), entropy_(entropy) {}

  // A fresh owner, not kept alive yet. Any thread.
  std::shared_ptr<Lease> Make();
  // From now on it is prolonged, until the last other reference to it goes.
  void Keep(const std::shared_ptr<Lease>& lease);

  // Prolongs all that are kept; those that the store no longer knows are lost. Called every
  // kHeartbeat. A store that does not answer loses nothing by itself: the time does.
  Result<void, Failure> Beat();

 private:
  WorkQueue& work_;
  const Clock& clock_;
  Entropy& entropy_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Lease>> kept_;
};

}  // namespace chartbridge::bridge::run
