// The inbox's port: deliveries queue for the engine's writer and are claimed in SQL.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/inbox.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/store_context.h"
#include "connectors/sql/unit_queue.h"

namespace chartbridge::sql {

class SqlInbox final : public bridge::Inbox {
 public:
  SqlInbox(Engine& engine, const StoreContext& context, UnitQueue& queue, Backlog& backlog,
           std::function<bool()> accepting)
      : engine_(engine),
        context_(context),
        queue_(queue),
        backlog_(backlog),
        accepting_(std::move(accepting)) {}

  Result<bridge::Seq, Failure> Append(bridge::RawDelivery raw, Deadline deadline) override;
  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until,
                                                             int limit) override;
  std::int64_t Depth() const override { return backlog_.Depth(); }
  bool Accepting() const override { return accepting_(); }

 private:
  Engine& engine_;
  StoreContext context_;
  UnitQueue& queue_;
  Backlog& backlog_;
  std::function<bool()> accepting_;
};

}  // namespace chartbridge::sql
