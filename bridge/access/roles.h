// Who may do what (reference/audit-and-roles.md section 5). The matrix is one reviewed file,
// roles.json beside this; deny by default.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/issue.h"
#include "fhir/result.h"

namespace chartbridge::bridge::access {

enum class Grant {
  kNo,
  kYes,
  kOwn,           // within one's own scope: own queue, own tokens, own actions
  kCounters,      // numbers only
  kMasked,        // with numbers and names masked
  kWithReason,    // a reason must be given; compliance is told
  kSecondPerson,  // somebody else of a named role must approve
};

// The rows of the matrix, by the names in roles.json ("message.body", "accounts.manage", …).
using Permission = std::string_view;

class Roles {
 public:
  // The embedded matrix; an Issue names the row that is wrong.
  static Result<Roles, fhir::Issue> Load();

  // What the strongest of these roles is granted; kNo for an unknown permission or role.
  Grant Ask(const std::vector<std::string>& roles, Permission permission) const;
  bool Known(std::string_view role) const;
  std::vector<std::string> names() const;  // admin, integrator, clinician, front-desk, compliance, auditor
  std::vector<std::string> permissions() const;

 private:
  struct Row;
  std::vector<std::string> roles_;
  std::vector<std::pair<std::string, std::vector<Grant>>> rows_;
};

}  // namespace chartbridge::bridge::access
