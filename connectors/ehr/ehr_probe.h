// What `check` finds out about an EHR: can it do rung A, and does a write really work?
#pragma once

#include <string>
#include <vector>

#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

struct Finding {
  bool ok = false;
  std::string what;        // one plain sentence
  std::string what_to_do;  // "" when ok
};

// Reads the CapabilityStatement and the resources that filings refer to (`organization`, `device`),
// then writes the bridge's own entry in the list of devices twice by conditional create: the second
// time must find the first. That Device is the only thing that a check leaves behind, once per
// `tenant`.
std::vector<Finding> ProbeEhr(FhirRest& rest, const std::string& tenant,
                              const std::string& organization, const std::string& device);

// What a CapabilityStatement says of what rung A stands on. Pure.
struct Declared {
  bool transaction = false;
  std::vector<std::string> without_conditional_create;  // of Communication and DocumentReference
};
Declared ReadDeclared(const fhir::json::Value& statement);

// The part that reads a CapabilityStatement. Pure.
std::vector<Finding> ReadCapabilities(const fhir::json::Value& statement);

}  // namespace chartbridge::ehr
