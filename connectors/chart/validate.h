// Is this JSON a resource that the chart may keep? Structure, cardinality, primitive types and
// required codes of R4; no terminology server, no profiles, no invariants beyond att-1.
#pragma once

#include <string_view>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

// All faults, at most 50; empty when there is none. `type` must be one the chart keeps.
// `expression` names the resource in the issues ("Communication" or "Bundle.entry[0].resource").
std::vector<Issue> Validate(std::string_view type, const fhir::json::Value& resource,
                            std::string_view expression);

// [A-Za-z0-9\-\.]{1,64}
bool IsResourceId(std::string_view text);

}  // namespace chartbridge::chart
