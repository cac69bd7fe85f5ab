// The half of People that keeps accounts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/people.h"
#include "connectors/sql/tools.h"

namespace chartbridge::sql {

// Refused with kNotFound when there is none.
bridge::Account FindAccountByName(const Tools& tools, Session& session, const std::string& name);
bridge::Account FindAccountById(const Tools& tools, Session& session, const std::string& id);
bridge::Account FindAccountInvited(const Tools& tools, Session& session, const std::string& hash);

// In the order in which they were made.
std::vector<bridge::Account> ListAccounts(const Tools& tools, Session& session);

// Refused with kConflict when another version is there or another account has the name.
void KeepAccount(const Tools& tools, Session& session, const bridge::Account& account);

}  // namespace chartbridge::sql
