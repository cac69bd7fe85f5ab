// One exchange of the FHIR handler while it is answered; only fhir_handler*.cpp see it.
#pragma once

#include "connectors/chart/fhir_handler.h"
#include "connectors/chart/negotiate.h"
#include "connectors/chart/reach.h"

namespace chartbridge::chart {

struct FhirHandler::Exchange {
  http::Request& request;
  http::Responder& responder;
  Wishes wishes;
  std::string base;
  std::string method;  // HEAD reads like GET; the server leaves the body out
  Address address;
  Reach reach;
};

// One line for a list: the patient when it is about one only, else how many, and the hash of their
// ids (audit-and-roles.md section 3).
Access AccessOfList(const TypeRules& type, const fhir::json::Value& bundle, const Rights& rights,
                    std::string_view base);

}  // namespace chartbridge::chart
