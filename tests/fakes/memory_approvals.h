// The approvals of the fake store.
#pragma once

#include "bridge/ports/approvals.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {

class MemoryApprovals final : public bridge::Approvals {
 public:
  explicit MemoryApprovals(MemoryState& state) : state_(state) {}

  template <class T>
  using Answer = Result<T, Failure>;
  using Audit = std::vector<bridge::AuditEntry>;

  Answer<void> Ask(const bridge::Approval& approval, const Audit& audit) override;
  Answer<bridge::Approval> Find(const std::string& id) override;
  Answer<std::vector<bridge::Approval>> ListOpen(Instant now) override;
  Answer<bridge::Approval> Decide(const std::string& id, bridge::ApprovalState to,
                                  const std::string& who, Instant now, const Audit& audit) override;
  Answer<bridge::Approval> Use(const std::string& id, const Audit& audit) override;
  Answer<std::int64_t> Expire(
      Instant now,
      const std::function<bridge::AuditEntry(const bridge::Approval&)>& entry) override;

 private:
  MemoryState& state_;
};

}  // namespace chartbridge::fakes
