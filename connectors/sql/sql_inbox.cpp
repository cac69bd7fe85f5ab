#include "connectors/sql/sql_inbox.h"

namespace chartbridge::sql {

void SqlInbox::Append(bridge::RawDelivery raw, Deadline deadline, Done done) {
  queue_.Append(PackDelivery(raw), raw.received, deadline,
                [this, done = std::move(done)](Result<bridge::Seq, Failure> outcome) {
                  if (outcome) backlog_.Add(1);
                  done(std::move(outcome));
                });
}

Result<std::vector<bridge::StoredDelivery>, Failure> SqlInbox::Claim(const std::string& worker,
                                                                     Instant now,
                                                                     Instant lease_until,
                                                                     int limit) {
  return ClaimDeliveries(engine_, context_, worker, now, lease_until, limit);
}

Result<bool, Failure> SqlInbox::Failed(bridge::Seq seq) {
  return CountFailure(engine_, context_, seq);
}

Result<std::int64_t, Failure> SqlInbox::CountParked() {
  return sql::CountParked(engine_, context_);
}

Result<std::int64_t, Failure> SqlInbox::Unpark() { return UnparkAll(engine_, context_); }

}  // namespace chartbridge::sql
