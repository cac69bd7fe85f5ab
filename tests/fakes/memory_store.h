// The store in memory, for tests of what stands on it. It passes the same contract as the engines
// (tests/connectors/store), so it cannot lie about them. Nothing of it outlives the object.
#pragma once

#include <memory>
#include <optional>

#include "base/clock.h"
#include "connectors/sql/store.h"

namespace chartbridge::fakes {

struct MemoryState;

class MemoryStore final : public sql::Store {
 public:
  // Both outlive the store.
  MemoryStore(const Clock& clock, Entropy& entropy);
  ~MemoryStore() override;

  bridge::Inbox& inbox() override;
  bridge::Ledger& ledger() override;
  bridge::AuditTrail& audit() override;
  bridge::KeyStore& keys() override;
  bridge::People& people() override;
  void Close() override;

  // While set, everything that would write fails so and changes nothing; reads go on.
  void FailWrites(std::optional<Failure> failure);

 private:
  std::unique_ptr<MemoryState> state_;
  std::unique_ptr<bridge::Inbox> inbox_;
  std::unique_ptr<bridge::Ledger> ledger_;
  std::unique_ptr<bridge::AuditTrail> audit_;
  std::unique_ptr<bridge::KeyStore> keys_;
  std::unique_ptr<bridge::People> people_;
};

}  // namespace chartbridge::fakes
