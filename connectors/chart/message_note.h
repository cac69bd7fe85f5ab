// The one change that people make to a stored message: a note under their own name, such as
// "reviewed". What the patient wrote stays as it was filed.
#pragma once

#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::chart {

// Whether `next` is `current` with notes added behind the others, each signed by `author`
// ("Practitioner/1"; "" signs nothing) and dated.
bool OnlyAddsNotes(const fhir::json::Value& current, const fhir::json::Value& next,
                   std::string_view author, std::string_view base);

}  // namespace chartbridge::chart
