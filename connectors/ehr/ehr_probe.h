// What `check` finds out about an EHR: it does once what filing does, and takes back what it wrote.
#pragma once

#include <string>
#include <vector>

#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

struct Finding {
  bool ok = false;
  words::Statements said;
  words::Statements advice;  // what to do; empty when ok
  std::string interaction;   // what of filing it is about, "search Consent by patient"; "" for none
  bool tried = true;         // false: it could not be tried, and nothing is known
  // It failed, and not because the server was away or did not accept the log-in.
  bool lasting = false;
};

// Changes nothing: the CapabilityStatement, what filings refer to (`organization`, `device`), a
// Patient and a Practitioner by phone as matching searches them, Consents by patient as the gate
// does.
std::vector<Finding> ProbeReading(FhirRest& rest, const std::string& organization,
                                  const std::string& device);

// The same, and then each write of a filing once, with a test patient: identifier system
// urn:chartbridge:check, inactive, labelled HTEST. Writes nothing into a server that is not R4
// (fhirVersion 4.0.x), and nothing without a test patient. What it wrote it deletes; where the EHR
// does not delete, it marks it entered-in-error or leaves it inactive, and says what stays. The
// test patient is the same for one `tenant`.
std::vector<Finding> ProbeEhr(FhirRest& rest, const std::string& tenant,
                              const std::string& organization, const std::string& device);

// What of filing these findings show to fail for good, by name: with one of them nothing should be
// written. Empty when the EHR is merely away.
std::vector<std::string> MissingInteractions(const std::vector<Finding>& findings);

// What a CapabilityStatement says of what rung A stands on. Pure.
struct Declared {
  bool transaction = false;
  std::vector<std::string> without_conditional_create;  // of Communication and DocumentReference
  std::vector<std::string> without_update_create;  // of Provenance and Binary, where it says so
};
Declared ReadDeclared(const fhir::json::Value& statement);

// The part that reads a CapabilityStatement. Pure.
std::vector<Finding> ReadCapabilities(const fhir::json::Value& statement);

}  // namespace chartbridge::ehr
