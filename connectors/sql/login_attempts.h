// The half of People that counts failed sign-ins. Whom or what they concern is kept as an HMAC.
#pragma once

#include <string>

#include "bridge/ports/people.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

bridge::LoginAttempts FindLoginAttempts(const StoreContext& context, Session& session,
                                        const std::string& key);
// Forgets old ones along the way; none are kept for zero failures.
void KeepLoginAttempts(const StoreContext& context, Session& session, const std::string& key,
                       const bridge::LoginAttempts& attempts);

}  // namespace chartbridge::sql
