// One search parameter with its modifier and values, read into a Term.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

// nullopt for a parameter that the type does not have. A modifier that is not offered, and a value
// that cannot be read, are refused whatever the client prefers (R4 3.1.1.4.5).
Result<std::optional<Term>, Refusal> ReadTerm(const TypeRules& type, std::string_view name,
                                              std::string_view value, std::string_view base);

}  // namespace chartbridge::chart
