// Lists of resources as Bundles: searchset and history, page by page.
#pragma once

#include <string>

#include "connectors/chart/outcome.h"
#include "connectors/chart/reach.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

// GET [type]?pairs. Pages follow by link next, whose place is sealed: it carries the search without
// showing it. Only what lies within `reach` is found and counted.
Result<fhir::json::Value, Refusal> SearchBundle(ResourceStore& store, ResourceReader& reader,
                                                const TypeRules& type, const http::Pairs& pairs,
                                                std::string_view base, bool strict,
                                                const Reach& reach);
// 404 when the current version is out of reach; versions that are, are left out and not counted.
Result<fhir::json::Value, Refusal> HistoryBundle(ResourceStore& store, const TypeRules& type,
                                                 const std::string& id, const http::Pairs& pairs,
                                                 std::string_view base, const Reach& reach);

// The resource of a stored version, as JSON. 500 when it cannot be read.
Result<fhir::json::Value, Refusal> ToResource(const Version& version);

}  // namespace chartbridge::chart
