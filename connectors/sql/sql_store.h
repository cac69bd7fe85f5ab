// What the stores of both engines have in common: the ports, which are written once over an Engine.
#pragma once

#include <functional>
#include <optional>

#include "connectors/sql/approvals.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/sql_audit.h"
#include "connectors/sql/sql_inbox.h"
#include "connectors/sql/sql_keys.h"
#include "connectors/sql/sql_ledger.h"
#include "connectors/sql/sql_people.h"
#include "connectors/sql/store.h"

namespace chartbridge::sql {

// An engine's store is one of these and owns what the ports stand on.
class SqlStore : public Store {
 public:
  bridge::Inbox& inbox() override { return ports_->inbox; }
  bridge::Ledger& ledger() override { return ports_->ledger; }
  bridge::AuditTrail& audit() override { return ports_->audit; }
  bridge::KeyStore& keys() override { return ports_->keys; }
  bridge::People& people() override { return ports_->people; }
  bridge::Approvals& approvals() override { return ports_->approvals; }

 protected:
  // Once, when the engine runs. `accepting`: whether a delivery would be taken now.
  void OpenPorts(Engine& engine, const StoreContext& context, WriteQueue& queue,
                 std::function<bool()> accepting) {
    ports_.emplace(engine, context, queue, std::move(accepting));
  }

 private:
  struct Ports {
    Ports(Engine& engine, const StoreContext& context, WriteQueue& queue,
          std::function<bool()> accepting)
        : backlog(engine, context),
          inbox(engine, context, queue, backlog, std::move(accepting)),
          ledger(engine, context, backlog),
          audit(engine, context),
          keys(engine),
          people(engine, context),
          approvals(engine, context) {}
    Backlog backlog;
    SqlInbox inbox;
    SqlLedger ledger;
    SqlAudit audit;
    SqlKeys keys;
    SqlPeople people;
    SqlApprovals approvals;
  };
  std::optional<Ports> ports_;
};

}  // namespace chartbridge::sql
