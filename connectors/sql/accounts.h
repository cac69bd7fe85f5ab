// The half of People that keeps accounts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/people.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Refused with kNotFound when there is none.
bridge::Account FindAccountByName(const StoreContext& context, Session& session,
                                  const std::string& name);
bridge::Account FindAccountById(const StoreContext& context, Session& session,
                                const std::string& id);
bridge::Account FindAccountInvited(const StoreContext& context, Session& session,
                                   const std::string& hash);

// In the order in which they were made.
std::vector<bridge::Account> ListAccounts(const StoreContext& context, Session& session);

// The same; until the transaction ends nobody else changes one.
std::vector<bridge::Account> LockAccounts(const StoreContext& context, Session& session);

// Refused with kConflict when another version is there or another account has the name.
void KeepAccount(const StoreContext& context, Session& session, const bridge::Account& account);

}  // namespace chartbridge::sql
