// Who is in the EHR before the day begins: clinic, device, staff, patients and their Consents.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "connectors/simulator/script.h"

namespace chartbridge::simulator {

struct Clinic {
  std::string name = "Demo Clinic";
  std::string organization = "Organization/clinic";  // [ehr] organization
  std::string device = "Device/chartbridge";         // [ehr] device
};

// In an order in which each refers only to earlier ones.
std::vector<fhir::json::Value> SeedResources(const Script& script, const Clinic& clinic,
                                             Instant start);

// The Consent that a patient gave by chat: the channel is denied at the root, each chosen topic
// permitted below it (consent rules, section 3.2). `status`: "active", or "inactive" once
// withdrawn.
fhir::json::Value ChatConsent(const Persona& patient, const Clinic& clinic, Instant start,
                              const std::string& status);

}  // namespace chartbridge::simulator
