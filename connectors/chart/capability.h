// What this server says of itself at /metadata: made from the same tables that it works by.
#pragma once

#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::chart {

// `oauth`: "https://host/smart", where authorize and token are; "" when the chart is open.
fhir::json::Value CapabilityStatement(std::string_view base, std::string_view software_version,
                                      std::string_view oauth);

}  // namespace chartbridge::chart
