// Who may do what (reference/audit-and-roles.md section 5). The matrix is one reviewed file,
// roles.json beside this; deny by default.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/result.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::access {

// In the order of how far they reach.
enum class Grant {
  kNo,
  kCounters,      // numbers only
  kMasked,        // with numbers and names masked
  kOwn,           // within one's own scope: own queue, own tokens, own actions
  kSecondPerson,  // somebody else of a named role must approve
  kWithReason,    // a reason must be given; compliance is told
  kYes,
};
// "no", "counters", "masked", "own", "second-person", "with-reason", "yes".
std::string_view ToString(Grant grant);

// The rows of the matrix, by the names in roles.json ("message.body", "accounts.manage", …).
using Permission = std::string_view;

class Roles {
 public:
  // The embedded matrix; an Issue names the row that is wrong.
  static Result<Roles, Issue> Load();
  // The same of a text of that form.
  static Result<Roles, Issue> Read(std::string_view json);

  // What the strongest of these roles is granted; kNo for an unknown permission or role.
  Grant Ask(const std::vector<std::string>& roles, Permission permission) const;
  // Of whom the second person must be, where Ask says kSecondPerson for this role; else "".
  std::string SecondPerson(std::string_view role, Permission permission) const;
  // What the permission is about, in the words of the table; "" for an unknown one.
  std::string Words(Permission permission) const;

  bool Known(std::string_view role) const;
  // admin, integrator, clinician, front-desk, compliance, auditor
  std::vector<std::string> names() const { return names_; }
  std::vector<std::string> permissions() const;

 private:
  struct Cell {
    Grant grant = Grant::kNo;
    std::string second_person;
  };
  struct Row {
    std::string permission;
    std::string words;
    std::map<std::string, Cell, std::less<>> cells;  // of every role
  };
  Result<void, Issue> AddRow(const fhir::json::Value& row);
  const Row* Find(Permission permission) const;
  const Cell* Find(std::string_view role, Permission permission) const;

  std::vector<std::string> names_;
  std::vector<Row> rows_;
};

}  // namespace chartbridge::bridge::access
