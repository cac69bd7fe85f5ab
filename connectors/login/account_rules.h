// Who may give and take which roles (audit-and-roles.md section 5), on values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/login/caller.h"

namespace chartbridge::login {

bool IsCommandLine(const Caller& caller);

// One sentence why `by` may not turn the roles `before` of `account` into `after`.
std::optional<std::string> WhyNotRoles(const Caller& by, const std::string& account,
                                       const std::vector<std::string>& before,
                                       const std::vector<std::string>& after);

// One sentence why `by` may not reset the factor of `account`: whoever holds its link is that
// person.
std::optional<std::string> WhyNotReset(const Caller& by, const bridge::Account& account);

// The role that nobody would hold any more if `changed` took the place of the account with its id:
// admin, compliance or "". Only enrolled and active accounts count.
std::string RoleLeftEmpty(const std::vector<bridge::Account>& all, const bridge::Account& changed);

}  // namespace chartbridge::login
