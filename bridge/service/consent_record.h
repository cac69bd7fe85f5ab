// A FHIR Consent as a compliance officer reads it (web/console/api.ts, ConsentRecord).
#pragma once

#include "bridge/consent/record.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::service {

// `in_force` and `problem` say what the gate would make of it; an old version is never in force.
struct Worth {
  bool in_force = false;
  std::string problem;  // "" for none
};
Worth WorthOf(const consent::Record& record);

// `evidence`: whether the caller may see where it was given.
fhir::json::Value ConsentView(const fhir::json::Value& consent, const Worth& worth, bool evidence);

// "Consent/1, version 2, is in force and permits collect." and the like.
std::string ConsentSentence(const fhir::json::Value& consent, const consent::Record& record);

}  // namespace chartbridge::bridge::service
