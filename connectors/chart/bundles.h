// Lists of resources as Bundles: searchset and history, page by page.
#pragma once

#include <string>

#include "connectors/chart/reach.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// GET [type]?pairs. Pages follow by link next, whose place is sealed: it carries the search without
// showing it. Only what lies within `reach` is found and counted.
fhir::json::Value SearchBundle(ResourceStore& store, const TypeRules& type,
                               const http::Pairs& pairs, std::string_view base, const Reach& reach);
// 404 when the current version is out of reach; versions that are, are left out and not counted.
fhir::json::Value HistoryBundle(ResourceStore& store, const TypeRules& type, const std::string& id,
                                const http::Pairs& pairs, std::string_view base,
                                const Reach& reach);

}  // namespace chartbridge::chart
