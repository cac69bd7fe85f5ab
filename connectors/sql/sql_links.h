// Remembered links in SQL; each member is one transaction or one snapshot.
#pragma once

#include "bridge/ports/links.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlLinks final : public bridge::Links {
 public:
  SqlLinks(Engine& engine, const StoreContext& context) : engine_(engine), context_(context) {}

  Result<std::optional<bridge::PatientLink>, Failure> Find(
      const std::string& conversation) override;
  Result<void, Failure> Keep(const bridge::PatientLink& link,
                             const std::vector<bridge::AuditEntry>& audit) override;
  Result<void, Failure> Cut(const std::string& conversation,
                            const std::vector<bridge::AuditEntry>& audit) override;

 private:
  Engine& engine_;
  const StoreContext context_;
};

}  // namespace chartbridge::sql
