// The audit trail in SQL: links are added inside the transaction of what they tell of.
#pragma once

#include <functional>
#include <vector>

#include "bridge/ports/audit.h"
#include "connectors/sql/tools.h"

namespace chartbridge::sql {

// Adds the entries to this writer's chain. Its head row is read and locked here, in the writing
// transaction, so that the chain has neither gap nor fork however many write. Call it last: the
// lock is held until the commit.
void AppendAudit(const Tools& tools, Session& session,
                 const std::vector<bridge::AuditEntry>& entries);

// What stands for a subject in the chain; "" when the chain never spoke of it.
std::string PseudonymOf(const Tools& tools, Session& session, const std::string& subject);

class SqlAudit final : public bridge::AuditTrail {
 public:
  SqlAudit(Engine& engine, const Tools& tools) : engine_(engine), tools_(tools) {}
  Result<void, Failure> Append(const std::vector<bridge::AuditEntry>& entries) override;
  Result<void, Failure> ReadAbout(
      const std::string& subject, std::int64_t before,
      const std::function<bool(const bridge::AuditLink&)>& visit) override;
  Result<void, Failure> ReadBack(
      std::int64_t before, const std::function<bool(const bridge::AuditLink&)>& visit) override;
  Result<void, Failure> Read(std::int64_t from,
                             const std::function<bool(const bridge::AuditLink&)>& visit) override;

 private:
  Engine& engine_;
  Tools tools_;
};

}  // namespace chartbridge::sql
