// Consents from the EHR, which are the truth (rule R1 of the consent rules).
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

class FhirConsents final : public bridge::ConsentSource {
 public:
  explicit FhirConsents(FhirRest& rest) : rest_(rest) {}

  // One search for all of them. Every status is asked for: an inactive Consent is a withdrawal.
  Result<std::vector<fhir::json::Value>, Failure> Current(
      const std::vector<std::string>& patients) override;

 private:
  FhirRest& rest_;
};

}  // namespace chartbridge::ehr
