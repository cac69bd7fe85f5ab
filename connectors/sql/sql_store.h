// What the stores of both engines have in common: the ports, which are written once over an Engine.
#pragma once

#include <functional>
#include <optional>

#include "connectors/sql/approvals.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/named_requests.h"
#include "connectors/sql/row_macs.h"
#include "connectors/sql/sql_audit.h"
#include "connectors/sql/sql_housekeeping.h"
#include "connectors/sql/sql_inbox.h"
#include "connectors/sql/sql_item_queries.h"
#include "connectors/sql/sql_items.h"
#include "connectors/sql/sql_keys.h"
#include "connectors/sql/sql_links.h"
#include "connectors/sql/sql_people.h"
#include "connectors/sql/sql_work_queue.h"
#include "connectors/sql/store.h"

namespace chartbridge::sql {

// An engine's store is one of these and owns what the ports stand on.
class SqlStore : public Store {
 public:
  bridge::Inbox& inbox() override { return ports_->inbox; }
  bridge::Items& items() override { return ports_->items; }
  bridge::Links& links() override { return ports_->links; }
  bridge::WorkQueue& work() override { return ports_->work; }
  bridge::ItemQueries& queries() override { return ports_->queries; }
  bridge::Housekeeping& housekeeping() override { return ports_->housekeeping; }
  bridge::AuditTrail& audit() override { return ports_->audit; }
  bridge::KeyStore& keys() override { return ports_->keys; }
  bridge::People& people() override { return ports_->people; }
  bridge::Approvals& approvals() override { return ports_->approvals; }
  bridge::NamedRequests& requests() override { return ports_->requests; }

 protected:
  // Once, when the engine runs. `accepting`: whether a delivery would be taken now. Throws
  // TransactionError.
  void OpenPorts(Engine& engine, const StoreContext& context, WriteQueue& queue,
                 std::function<bool()> accepting) {
    SealMigratedRows(engine, context);
    ports_.emplace(engine, context, queue, std::move(accepting));
  }

 private:
  struct Ports {
    Ports(Engine& engine, const StoreContext& context, WriteQueue& queue,
          std::function<bool()> accepting)
        : backlog(engine, context),
          inbox(engine, context, queue, backlog, std::move(accepting)),
          items(engine, context, backlog),
          links(engine, context),
          work(engine, context),
          queries(engine, context),
          housekeeping(engine, context),
          audit(engine, context),
          keys(engine),
          people(engine, context),
          approvals(engine, context),
          requests(engine, context) {}
    Backlog backlog;
    SqlInbox inbox;
    SqlItems items;
    SqlLinks links;
    SqlWorkQueue work;
    SqlItemQueries queries;
    SqlHousekeeping housekeeping;
    SqlAudit audit;
    SqlKeys keys;
    SqlPeople people;
    SqlApprovals approvals;
    SqlNamedRequests requests;
  };
  std::optional<Ports> ports_;
};

}  // namespace chartbridge::sql
