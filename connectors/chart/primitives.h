// The lexical rules of FHIR's primitive types (R4 2.24.0.1).
#pragma once

#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::chart {

// Why `value` is no `type`, in words without the value; "" when it is one.
std::string_view FaultOfPrimitive(std::string_view type, const fhir::json::Value& value);

// [A-Za-z0-9\-\.]{1,64}
bool IsResourceId(std::string_view text);

}  // namespace chartbridge::chart
