// The inbox's port: deliveries queue for the engine's writer and are claimed in SQL.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/inbox.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/store_context.h"
#include "connectors/sql/write_queue.h"

namespace chartbridge::sql {

class SqlInbox final : public bridge::Inbox {
 public:
  SqlInbox(Engine& engine, const StoreContext& context, WriteQueue& queue, Backlog& backlog,
           std::function<bool()> accepting)
      : engine_(engine),
        context_(context),
        queue_(queue),
        backlog_(backlog),
        accepting_(std::move(accepting)) {}

  void Append(bridge::RawDelivery raw, Deadline deadline, Done done) override;
  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until,
                                                             int limit) override;
  Result<bool, Failure> Failed(bridge::Seq seq) override;
  Result<std::int64_t, Failure> CountParked() override;
  Result<std::int64_t, Failure> Unpark() override;
  std::int64_t Depth() const override { return backlog_.Depth(); }
  bool Accepting() const override { return accepting_(); }

 private:
  Engine& engine_;
  StoreContext context_;
  WriteQueue& queue_;
  Backlog& backlog_;
  std::function<bool()> accepting_;
};

}  // namespace chartbridge::sql
