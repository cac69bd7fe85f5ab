// The half of People that keeps who is signed in.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/people.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

void InsertLogin(const StoreContext& context, Session& session, const bridge::LoginSession& login);
// Refused with kNotFound when there is none.
bridge::LoginSession FindLogin(const StoreContext& context, Session& session,
                               const std::string& token);
// In the order in which they began.
std::vector<bridge::LoginSession> LoginsOf(const StoreContext& context, Session& session,
                                           const std::string& account);
void MoveLogin(const StoreContext& context, Session& session, const bridge::LoginSession& login);

void EndLogin(const StoreContext& context, Session& session, const std::string& id);
void EndLoginsOf(const StoreContext& context, Session& session, const std::string& account);

bool AnyStaleLogin(const StoreContext& context, Session& session, Instant seen_before,
                   Instant created_before);
void EndStaleLogins(const StoreContext& context, Session& session, Instant seen_before,
                    Instant created_before);

}  // namespace chartbridge::sql
