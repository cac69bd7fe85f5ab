#include "connectors/sql/sql_inbox.h"

namespace chartbridge::sql {

Result<bridge::Seq, Failure> SqlInbox::Append(bridge::RawDelivery raw, Deadline deadline) {
  auto stored = queue_.Append(PackDelivery(raw), raw.received, deadline);
  if (stored) backlog_.Add(1);
  return stored;
}

Result<std::vector<bridge::StoredDelivery>, Failure> SqlInbox::Claim(const std::string& worker,
                                                                     Instant now,
                                                                     Instant lease_until,
                                                                     int limit) {
  return ClaimDeliveries(engine_, context_, worker, now, lease_until, limit);
}

}  // namespace chartbridge::sql
