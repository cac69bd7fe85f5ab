// Searches that miss nothing: every page, or a Failure.
#pragma once

#include <string>
#include <vector>

#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

// All resources of `type` that match `query` ("phone=a,b", encoded), freshly read, in the server's
// order. Included resources of other types are left out. Any doubt is a Failure: a page that is
// missing, lies outside the base or comes twice, a match of another type, an outcome of severity
// error, fewer matches than the first page's total, too many pages.
Result<std::vector<fhir::json::Value>, Failure> SearchAll(FhirRest& rest, const std::string& type,
                                                          const std::string& query);

// References of those resources that bear the identifier, checked again on what came back: servers
// ignore parameters that they do not know.
Result<std::vector<std::string>, Failure> FindByIdentifier(FhirRest& rest, const std::string& type,
                                                           const std::string& system,
                                                           const std::string& value);

}  // namespace chartbridge::ehr
