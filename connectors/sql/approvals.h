// Approvals in SQL; each member is one transaction or one snapshot. All that an approval says rests
// sealed: a changed row must not confirm anything.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/approvals.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlApprovals final : public bridge::Approvals {
 public:
  SqlApprovals(Engine& engine, const StoreContext& context) : engine_(engine), context_(context) {}

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
  // The approval as `change` leaves it, with its audit entries, all or nothing.
  Answer<bridge::Approval> Change(const std::string& id,
                                  const std::function<void(bridge::Approval&)>& change,
                                  const Audit& audit);

  Engine& engine_;
  StoreContext context_;
};

}  // namespace chartbridge::sql
