// The part of Check that knows the types: elements with cardinality 1, required codes, choices.
#pragma once

#include <string>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::r4 {

// `path` is where the resource stands. Types that we never write pass.
Result<void, Issue> CheckRequired(const json::Value& resource, const std::string& path);

}  // namespace chartbridge::fhir::r4
