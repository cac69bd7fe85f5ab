// Durable work under leases, in SQL.
#pragma once

#include "bridge/ports/work_queue.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlWorkQueue final : public bridge::WorkQueue {
 public:
  SqlWorkQueue(Engine& engine, const StoreContext& context) : engine_(engine), context_(context) {}

  Result<std::optional<bridge::LineWork>, Failure> ClaimLine(const std::string& owner, Instant now,
                                                             Instant lease_until,
                                                             bridge::Claim claim,
                                                             int limit) override;
  Result<std::optional<FetchWork>, Failure> ClaimFetch(const std::string& owner, Instant now,
                                                       Instant lease_until) override;
  Result<std::vector<std::string>, Failure> Renew(const std::vector<std::string>& owners,
                                                  Instant lease_until) override;
  Result<void, Failure> Release(const std::string& owner) override;
  Result<void, Failure> EndLeases() override;
  Result<std::int64_t, Failure> Wake(const std::string& conversation, bridge::JobKind kind,
                                     Instant now) override;

 private:
  Engine& engine_;
  const StoreContext context_;
};

}  // namespace chartbridge::sql
