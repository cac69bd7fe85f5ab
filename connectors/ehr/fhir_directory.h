// People as the EHR knows them: whose number is it, and which record is the living one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

class FhirDirectory final : public bridge::PatientDirectory {
 public:
  explicit FhirDirectory(FhirRest& rest) : rest_(rest) {}

  // One search for all spellings per resource type. `phone` first; servers that refuse it are asked
  // for `telecom`. A server without Practitioner has no practitioners. A merged record stands in
  // `merged` of the one that replaced it, with its numbers.
  Result<bridge::KnownPeople, Failure> FindByPhone(
      const std::vector<std::string>& spellings) override;
  Result<bridge::KnownPatient, Failure> Read(const std::string& reference) override;
  Result<std::string, Failure> ParentOf(const std::string& organization) override;

 private:
  using Resources = std::vector<fhir::json::Value>;
  Result<Resources, Failure> Search(const std::string& type,
                                    const std::vector<std::string>& spellings);
  Result<fhir::json::Value, Failure> ReadPatient(const std::string& reference);
  // Follows replaced-by from `patient` to the record that is not replaced.
  Result<bridge::KnownPatient, Failure> Settle(fhir::json::Value patient);

  FhirRest& rest_;
};

}  // namespace chartbridge::ehr
