// A patient as people recognise one: name, birth date, numbers. Read fresh from the EHR.
#pragma once

#include <string>
#include <vector>

#include "connectors/api/ask.h"

namespace chartbridge::api {

struct PatientCard {
  std::string reference;
  std::string name;        // "" when the EHR has none
  std::string birth_date;  // "" when unknown
  std::vector<std::string> phones;
  std::vector<std::string> identifiers;
  bool active = true;
};

// Out of a FHIR Patient; names and numbers that are marked old are left out.
PatientCard ReadCard(const fhir::json::Value& patient);
// The living record of a reference, merged ones followed.
Answer<PatientCard> FindCard(const EhrReading& ehr, const std::string& reference);

fhir::json::Value ToJson(const PatientCard& card, bool masked);

}  // namespace chartbridge::api
