// A store as the program sees it: the ports of one database, whichever engine keeps it.
// connectors/sqlite/sqlite_store.h and connectors/postgres/postgres_store.h open one.
#pragma once

#include "bridge/ports/approvals.h"
#include "bridge/ports/audit.h"
#include "bridge/ports/housekeeping.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/item_queries.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"
#include "bridge/ports/named_requests.h"
#include "bridge/ports/people.h"
#include "bridge/ports/vault.h"
#include "bridge/ports/work_queue.h"

namespace chartbridge::sql {

// All ports may be used by any thread until Close.
class Store {
 public:
  virtual ~Store() = default;
  virtual bridge::Inbox& inbox() = 0;
  virtual bridge::Items& items() = 0;
  virtual bridge::Links& links() = 0;
  virtual bridge::WorkQueue& work() = 0;
  virtual bridge::ItemQueries& queries() = 0;
  virtual bridge::Housekeeping& housekeeping() = 0;
  virtual bridge::AuditTrail& audit() = 0;
  virtual bridge::KeyStore& keys() = 0;
  virtual bridge::People& people() = 0;
  virtual bridge::Approvals& approvals() = 0;
  virtual bridge::NamedRequests& requests() = 0;
  // True once a sync has failed: what is on disk is then unknown, and only a fresh start can tell.
  // Cheap; any thread.
  virtual bool Broken() const { return false; }
  // Commits what is queued and refuses everything after. Idempotent; the destructor does it too.
  virtual void Close() = 0;
};

}  // namespace chartbridge::sql
