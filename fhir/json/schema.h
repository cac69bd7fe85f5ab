// JSON Schema (draft 4) for the tables that clinicians and integrators review.
#pragma once

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::json {

// The Issue names the place in `instance` as a JSON pointer and the keyword that it breaks.
// References in `schema` are local ("#/definitions/…"); `format` is not looked at.
Result<void, Issue> ValidateSchema(const Value& instance, const Value& schema);

}  // namespace chartbridge::fhir::json
