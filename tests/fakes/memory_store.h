// The store in memory, for tests of what stands on it. It passes the same contract as the engines
// (tests/connectors/store), so it cannot lie about them. Nothing of it outlives the object.
#pragma once

#include <memory>
#include <optional>

#include "base/clock.h"
#include "connectors/sql/store.h"
#include "tests/fakes/memory_fault.h"

namespace chartbridge::fakes {

class MemoryState;

class MemoryStore final : public sql::Store {
 public:
  // Both outlive the store.
  MemoryStore(const Clock& clock, Entropy& entropy);
  ~MemoryStore() override;

  bridge::Inbox& inbox() override;
  bridge::Items& items() override;
  bridge::Links& links() override;
  bridge::WorkQueue& work() override;
  bridge::ItemQueries& queries() override;
  bridge::Housekeeping& housekeeping() override;
  bridge::AuditTrail& audit() override;
  bridge::KeyStore& keys() override;
  bridge::People& people() override;
  bridge::Approvals& approvals() override;
  bridge::NamedRequests& requests() override;
  void Close() override;

  // While set, everything that would write fails so and changes nothing; reads go on.
  void FailWrites(std::optional<Failure> failure);
  // Single calls that fail, or whose answer is lost; an empty order ends it.
  void OrderFaults(FaultOrder order);

 private:
  struct Ports;
  std::unique_ptr<MemoryState> state_;
  std::unique_ptr<Ports> ports_;
};

}  // namespace chartbridge::fakes
