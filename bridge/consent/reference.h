// References as rule R10.2 compares them, and what the directory knows of their targets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fhir/json/value.h"

namespace chartbridge::bridge::consent {

struct Identifier {
  std::string_view system;
  std::string_view value;
  bool operator==(const Identifier&) const = default;
};

// Somebody or something by every name it goes by. Views into request and Consent.
struct Identity {
  std::string_view reference;  // normalised; "" when known by identifier only
  std::vector<Identifier> identifiers;
};

// Without version and without our own server's address, so that the same thing has one spelling.
class ReferenceNames {
 public:
  explicit ReferenceNames(const std::vector<std::string>& bases) : bases_(&bases) {}
  std::string_view Normalize(std::string_view reference) const;

 private:
  const std::vector<std::string>* bases_;
};

bool IsContained(std::string_view reference);  // "#org"
bool IsForeign(std::string_view reference);  // absolute after normalising: on nobody's base of ours
// "Patient/ID" with a FHIR id.
bool IsPatientId(std::string_view reference);
// "Organization" of "Organization/clinic" and of "https://other.example/fhir/Organization/x".
std::string_view TypeOf(std::string_view reference);

// `environment.directory`: reference -> {partOf}, {members}, {sameAs} or null. Unknown is not
// empty.
class Directory {
 public:
  Directory(const fhir::json::Value& entries, const ReferenceNames& names);

  std::vector<std::string_view> SameAs(std::string_view reference) const;
  std::optional<std::vector<std::string_view>> Members(std::string_view reference) const;
  // True when `part` is `whole` or below it, however far; circles end.
  bool IsPartOf(std::string_view part, std::string_view whole) const;

 private:
  const fhir::json::Value& Entry(std::string_view reference) const;
  void AppendReferences(const fhir::json::Value& value, std::vector<std::string_view>& into) const;

  ReferenceNames names_;
  std::unordered_map<std::string_view, const fhir::json::Value*> entries_;
  fhir::json::Value unknown_;
};

}  // namespace chartbridge::bridge::consent
