#include "connectors/pages/page_settings.h"

#include "fhir/json/write.h"

namespace chartbridge::pages {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

std::string ToJson(const ViewerSettings& settings) {
  Array issuers;
  for (const std::string& issuer : settings.issuers) issuers.emplace_back(issuer);
  return fhir::json::Write(
      Object{{"issuers", std::move(issuers)},
             {"embedded", settings.embedded ? Value(*settings.embedded) : Value()},
             {"client_id", settings.client_id},
             {"demo", settings.demo}});
}

}  // namespace chartbridge::pages
