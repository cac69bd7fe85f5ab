// The requests of the store as jobs of a group.
#pragma once

#include <memory>
#include <vector>

#include "connectors/sql/store_context.h"
#include "connectors/sql/write_queue.h"
#include "connectors/sqlite/sessions.h"
#include "connectors/sqlite3/group_commit.h"

namespace chartbridge::sqlite {

// Belongs to the writer thread. All of these outlive it.
class WriteJobs {
 public:
  WriteJobs(Connection& main, KeyDatabase& keys, const sql::StoreContext& context)
      : main_(main), keys_(keys), context_(context), groups_(main, keys), session_(main, keys) {}

  // Commits them in one transaction and notes each one's outcome, without finishing it.
  DiskState Commit(const sql::WriteGroup& group);

 private:
  class Job;
  void AppendDelivery(sql::WriteRequest& request);

  Connection& main_;
  KeyDatabase& keys_;
  sql::StoreContext context_;
  GroupCommit groups_;
  WriteSession session_;
};

}  // namespace chartbridge::sqlite
