// The parameters of a search, read into a Query. What this server does not know is refused under
// Prefer: handling=strict and otherwise left out of the query and of link self (R4 3.1.1.3.1).
#pragma once

#include <string_view>

#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

struct SearchPlan {
  Query query;
  http::Pairs used;  // as they came, those that took effect
};

Result<SearchPlan, Refusal> PlanSearch(const TypeRules& type, const http::Pairs& pairs,
                                       std::string_view base, bool strict);

// The criteria of a conditional create, update or reference: every parameter must be understood and
// there must be one (an ignored one would match too much). The query asks for two at most.
Result<Query, Refusal> PlanCriteria(const TypeRules& type, std::string_view criteria,
                                    std::string_view base);

}  // namespace chartbridge::chart
