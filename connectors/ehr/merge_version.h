// A new version of a resource that others may have added to. Pure.
#pragma once

#include "fhir/json/value.h"

namespace chartbridge::ehr {

// `standing`, as the EHR has it, with everything that `wanted` says. What only others wrote stays:
// elements that `wanted` does not have, notes, tags, categories, identifiers, recipients, further
// related resources. What the mapping itself said and says no more (types, flags, values, notes of
// the Device: mappings/codes.h) goes. Labels are only added; of two confidentialities the stricter
// one stays.
fhir::json::Value MergeVersion(const fhir::json::Value& standing, const fhir::json::Value& wanted);

// Equal but for the order of members.
bool SaysTheSame(const fhir::json::Value& left, const fhir::json::Value& right);

}  // namespace chartbridge::ehr
