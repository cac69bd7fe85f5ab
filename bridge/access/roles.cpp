#include "bridge/access/roles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "embedded/roles.h"
#include "fhir/json/parse.h"
#include "fhir/json/schema.h"

namespace chartbridge::bridge::access {
namespace {

using fhir::json::Value;

constexpr std::string_view kFile = "roles.json";
constexpr std::string_view kSecondPerson = "second-person";
constexpr std::array<std::string_view, 7> kWords{"no",          "counters",    "masked", "own",
                                                 kSecondPerson, "with-reason", "yes"};

Unexpected<Issue> BadRow(std::string_view name, std::string text) {
  return Fault("value", std::string(kFile) + "/" + std::string(name), std::move(text));
}

// The schema's place is a JSON pointer; people look for the row's name.
Unexpected<Issue> NameRow(const Value& matrix, const Issue& issue) {
  constexpr std::string_view kRows = "/permissions/";
  const std::size_t at = issue.expression.find(kRows);
  std::size_t index = 0;
  if (at != std::string::npos) {
    const char* begin = issue.expression.data() + at + kRows.size();
    std::from_chars(begin, issue.expression.data() + issue.expression.size(), index);
    const std::string& name = matrix["permissions"].at(index)["name"].text();
    if (!name.empty()) return BadRow(name, issue.text);
  }
  return Fault(issue.code, std::string(kFile) + issue.expression, issue.text);
}

Result<void, Issue> CheckShape(const Value& matrix) {
  const auto schema = fhir::json::Parse(embedded::roles::Find("roles.schema.json")->bytes);
  if (!schema) return Unexpected<Issue>(schema.error());
  const auto valid = fhir::json::ValidateSchema(matrix, *schema);
  if (!valid) return NameRow(matrix, valid.error());
  return {};
}

Grant ReadGrant(std::string_view word) {
  const auto found = std::find(kWords.begin(), kWords.end(), word);
  return found == kWords.end() ? Grant::kNo : Grant(found - kWords.begin());
}

}  // namespace

std::string_view ToString(Grant grant) { return kWords.at(std::size_t(grant)); }

Result<Roles, Issue> Roles::Load() { return Read(embedded::roles::Find(kFile)->bytes); }

Result<Roles, Issue> Roles::Read(std::string_view json) {
  const auto matrix = fhir::json::Parse(json);
  if (!matrix) return Fault(matrix.error().code, std::string(kFile), matrix.error().text);
  if (auto shape = CheckShape(*matrix); !shape) return Unexpected<Issue>(shape.error());
  Roles roles;
  for (const Value& name : (*matrix)["roles"].items()) roles.names_.push_back(name.text());
  for (const Value& row : (*matrix)["permissions"].items()) {
    if (auto added = roles.AddRow(row); !added) return Unexpected<Issue>(added.error());
  }
  return roles;
}

// A cell that is left out, or one of a role that does not exist, is a mistake of whoever changed
// the file, never a "no".
Result<void, Issue> Roles::AddRow(const Value& row) {
  Row added{row["name"].text(), row["words"].text(), {}};
  if (Find(added.permission) != nullptr) return BadRow(added.permission, "The row is there twice.");
  for (const auto& [role, cell] : *row["grants"].object()) {
    const std::string& second = cell[kSecondPerson].text();
    if (!Known(role)) return BadRow(added.permission, "There is no role " + role + ".");
    if (cell.is_object() && !Known(second)) {
      return BadRow(added.permission, "There is no role " + second + " for a second person.");
    }
    added.cells[role] = {cell.is_object() ? Grant::kSecondPerson : ReadGrant(cell.text()), second};
  }
  for (const std::string& name : names_) {
    if (!added.cells.contains(name)) {
      return BadRow(added.permission, "The row says nothing of the role " + name + ".");
    }
  }
  rows_.push_back(std::move(added));
  return {};
}

Grant Roles::Ask(const std::vector<std::string>& roles, Permission permission) const {
  Grant strongest = Grant::kNo;
  for (const std::string& role : roles) {
    if (const Cell* cell = Find(role, permission)) strongest = std::max(strongest, cell->grant);
  }
  return strongest;
}

std::string Roles::SecondPerson(std::string_view role, Permission permission) const {
  const Cell* cell = Find(role, permission);
  return cell == nullptr ? std::string() : cell->second_person;
}

std::string Roles::Words(Permission permission) const {
  const Row* row = Find(permission);
  return row == nullptr ? std::string() : row->words;
}

bool Roles::Known(std::string_view role) const {
  return std::find(names_.begin(), names_.end(), role) != names_.end();
}

std::vector<std::string> Roles::permissions() const {
  std::vector<std::string> permissions;
  permissions.reserve(rows_.size());
  for (const Row& row : rows_) permissions.push_back(row.permission);
  return permissions;
}

const Roles::Row* Roles::Find(Permission permission) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const Row& row) { return row.permission == permission; });
  return found == rows_.end() ? nullptr : &*found;
}

const Roles::Cell* Roles::Find(std::string_view role, Permission permission) const {
  const Row* row = Find(permission);
  if (row == nullptr) return nullptr;
  const auto cell = row->cells.find(role);
  return cell == row->cells.end() ? nullptr : &cell->second;
}

}  // namespace chartbridge::bridge::access
