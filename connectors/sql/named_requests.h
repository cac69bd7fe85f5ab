// Requests with names in SQL: the names as HMACs, the answers under a data key each.
#pragma once

#include "bridge/ports/named_requests.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Those that are older than kNamedRequestKept, with their keys.
void ForgetOldRequests(const StoreContext& context, Session& session);

class SqlNamedRequests final : public bridge::NamedRequests {
 public:
  SqlNamedRequests(Engine& engine, const StoreContext& context)
      : engine_(engine), context_(context) {}
  Result<bridge::BegunRequest, Failure> Begin(const bridge::NamedRequest& request) override;
  Result<void, Failure> End(const bridge::NamedRequest& request,
                            const bridge::RequestAnswer& answer) override;
  Result<void, Failure> Forget(const bridge::NamedRequest& request) override;

 private:
  Engine& engine_;
  StoreContext context_;
};

}  // namespace chartbridge::sql
