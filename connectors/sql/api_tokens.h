// The half of People that keeps what programs show instead of signing in.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/people.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

void InsertToken(const StoreContext& context, Session& session, const bridge::ApiToken& token);
// Refused with kNotFound when there is none.
bridge::ApiToken FindApiToken(const StoreContext& context, Session& session,
                              const std::string& token);
// In the order in which they were made, revoked ones too.
std::vector<bridge::ApiToken> ListTokens(const StoreContext& context, Session& session);
// The first time counts.
void Revoke(const StoreContext& context, Session& session, const std::string& id, Instant at);

}  // namespace chartbridge::sql
