// The half of People that keeps who is signed in.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/people.h"
#include "connectors/sql/tools.h"

namespace chartbridge::sql {

void InsertLogin(const Tools& tools, Session& session, const bridge::LoginSession& login);
// Refused with kNotFound when there is none.
bridge::LoginSession FindLogin(const Tools& tools, Session& session, const std::string& token);
// In the order in which they began.
std::vector<bridge::LoginSession> LoginsOf(const Tools& tools, Session& session,
                                           const std::string& account);
void MoveLogin(const Tools& tools, Session& session, const bridge::LoginSession& login);

void EndLogin(const Tools& tools, Session& session, const std::string& id);
void EndLoginsOf(const Tools& tools, Session& session, const std::string& account);

bool AnyStaleLogin(const Tools& tools, Session& session, Instant seen_before,
                   Instant created_before);
void EndStaleLogins(const Tools& tools, Session& session, Instant seen_before,
                    Instant created_before);

}  // namespace chartbridge::sql
