// The audit trail in SQL: links are added inside the transaction of what they tell of.
#pragma once

#include <functional>
#include <vector>

#include "bridge/ports/audit.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Adds the entries to this writer's chain. Its head row is read and locked here, in the writing
// transaction, so that the chain has neither gap nor fork however many write. Call it last: the
// lock is held until the commit. Each is found again by its subject and by the thing that it names;
// those of a step on an item by that `item`, whatever they name.
void AppendAudit(const StoreContext& context, Session& session,
                 const std::vector<bridge::AuditEntry>& entries, const std::string& item = {});

// What stands for a subject in the chain; "" when the chain never spoke of it.
std::string PseudonymOf(const StoreContext& context, Session& session, const std::string& subject);

class SqlAudit final : public bridge::AuditTrail {
 public:
  SqlAudit(Engine& engine, const StoreContext& context) : engine_(engine), context_(context) {}
  Result<void, Failure> Append(const std::vector<bridge::AuditEntry>& entries) override;
  Result<void, Failure> ReadAbout(
      const std::string& subject, std::int64_t before,
      const std::function<bool(const bridge::AuditLink&)>& visit) override;
  Result<void, Failure> ReadBack(
      std::int64_t before, const std::function<bool(const bridge::AuditLink&)>& visit) override;
  Result<void, Failure> Read(std::int64_t from,
                             const std::function<bool(const bridge::AuditLink&)>& visit) override;
  Result<std::vector<bridge::AuditHead>, Failure> Heads() override;

 private:
  Engine& engine_;
  StoreContext context_;
};

}  // namespace chartbridge::sql
