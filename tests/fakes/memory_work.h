// The work queue and the housekeeping of the fake store.
#pragma once

#include "bridge/ports/housekeeping.h"
#include "bridge/ports/work_queue.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {

class MemoryWork final : public bridge::WorkQueue {
 public:
  explicit MemoryWork(MemoryState& state) : state_(state) {}

  template <class T>
  using Answer = Result<T, Failure>;

  Answer<std::optional<bridge::LineWork>> ClaimLine(const std::string& owner, Instant now,
                                                    Instant lease_until, bridge::Claim claim,
                                                    int limit) override;
  Answer<std::optional<FetchWork>> ClaimFetch(const std::string& owner, Instant now,
                                              Instant lease_until) override;
  Answer<std::vector<std::string>> Renew(const std::vector<std::string>& owners,
                                         Instant lease_until) override;
  Answer<void> Release(const std::string& owner) override;
  Answer<void> EndLeases() override;
  Answer<std::int64_t> Wake(const std::string& conversation, bridge::JobKind kind,
                            Instant now) override;

 private:
  template <class Visit>
  void ForEachLease(Visit&& visit);

  MemoryState& state_;
};

class MemoryHousekeeping final : public bridge::Housekeeping {
 public:
  explicit MemoryHousekeeping(MemoryState& state) : state_(state) {}

  Result<std::vector<std::string>, Failure> Referenced(
      const std::vector<std::string>& objects) override;
  Result<bridge::SweepCounts, Failure> Sweep(Instant before) override;
  Result<bool, Failure> BeginSweep(Instant now, Milliseconds every) override;

 private:
  MemoryState& state_;
};

}  // namespace chartbridge::fakes
