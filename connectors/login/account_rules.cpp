#include "connectors/login/account_rules.h"

#include <algorithm>
#include <string_view>

namespace chartbridge::login {
namespace {

bool Has(const std::vector<std::string>& roles, std::string_view role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Holds(const bridge::Account& account, std::string_view role) {
  return account.active && account.enrolled && Has(account.roles, role);
}

}  // namespace

bool IsCommandLine(const Caller& caller) { return caller.actor == "cli"; }

std::optional<std::string> WhyNotRoles(const Caller& by, const std::string& account,
                                       const std::vector<std::string>& before,
                                       const std::vector<std::string>& after) {
  if (IsCommandLine(by)) return std::nullopt;
  bool changed = false;
  for (const std::string_view role :
       {"admin", "integrator", "clinician", "front-desk", "compliance", "auditor"}) {
    if (Has(before, role) == Has(after, role)) continue;
    changed = true;
    const bool guarded = role == "compliance" || role == "auditor";
    if (guarded && !Has(by.roles, "compliance"))
      return "The roles compliance and auditor are given and taken by somebody of compliance.";
  }
  if (changed && !account.empty() && by.account.id == account)
    return "Nobody changes their own roles; ask another administrator.";
  return std::nullopt;
}

std::optional<std::string> WhyNotReset(const Caller& by, const bridge::Account& account) {
  const bool guarded = Has(account.roles, "compliance") || Has(account.roles, "auditor");
  if (!guarded || IsCommandLine(by) || Has(by.roles, "compliance") || by.account.id == account.id)
    return std::nullopt;
  return "Links for people of compliance and auditors are made by somebody of compliance.";
}

std::string RoleLeftEmpty(const std::vector<bridge::Account>& all, const bridge::Account& changed) {
  for (const char* role : {"admin", "compliance"}) {
    bool before = false;
    bool after = Holds(changed, role);
    for (const bridge::Account& account : all) {
      before = before || Holds(account, role);
      after = after || (account.id != changed.id && Holds(account, role));
    }
    if (before && !after) return role;
  }
  return {};
}

}  // namespace chartbridge::login
