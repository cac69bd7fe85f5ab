// The parameters of a search, read into a Query. What this server does not offer is refused (400).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/chart/query.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// "a=1&b=2", percent-decoded, '+' read as a blank; 400 for a broken escape and what is no UTF-8.
http::Pairs ReadPairs(std::string_view query);

// `text` cut at each `at` that no backslash escapes; the escapes stay.
std::vector<std::string> SplitUnescaped(std::string_view text, char at);
// "\," "\|" "\$" "\\" without their backslash.
std::string Unescape(std::string_view text);

Query PlanSearch(const TypeRules& type, const http::Pairs& pairs, const Site& site);

// The criteria of a conditional create: there must be one. The query asks for two at most.
Query PlanCriteria(const TypeRules& type, std::string_view criteria, const Site& site);

}  // namespace chartbridge::chart
