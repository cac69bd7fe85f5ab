// People as the EHR knows them: whose number is it, which record is the living one, who is part of
// what.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/patient_links.h"
#include "connectors/ehr/phone_search.h"

namespace chartbridge::ehr {

class FhirDirectory final : public bridge::PatientDirectory {
 public:
  explicit FhirDirectory(FhirRest& rest)
      : rest_(rest), names_(rest), phones_(rest, names_), links_(rest, names_) {}

  // A merged record stands in `merged` or `related` of the one that replaced it, with its numbers;
  // what else is tied to a record only Read finds out. A server that has no Practitioner, or cannot
  // search one by phone, has no practitioners; one that forbids it is a Failure.
  Result<bridge::KnownPeople, Failure> FindByPhone(
      const std::vector<std::string>& spellings) override;
  Result<bridge::KnownPatient, Failure> Read(const std::string& reference) override;
  Result<std::string, Failure> ParentOf(const std::string& organization) override;
  Result<std::vector<bridge::PatientIdentifier>, Failure> IdentifiersOf(
      const std::string& organization) override;
  Result<std::vector<std::string>, Failure> MembersOf(const std::string& reference) override;
  std::vector<std::string> OwnNames() override { return names_.All(); }

 private:
  Result<void, Failure> AddPatients(const std::vector<std::string>& spellings,
                                    bridge::KnownPeople& people);
  Result<void, Failure> AddPractitioners(const std::vector<std::string>& spellings,
                                         bridge::KnownPeople& people);
  // null when the server does not know it.
  Result<fhir::json::Value, Failure> ReadIfThere(const std::string& reference);

  FhirRest& rest_;
  ServerNames names_;
  PhoneSearch phones_;
  PatientLinks links_;
};

}  // namespace chartbridge::ehr
