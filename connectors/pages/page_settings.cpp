#include "connectors/pages/page_settings.h"

#include "fhir/json/write.h"

namespace chartbridge::pages {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

namespace {

Array ListOf(const std::vector<std::string>& texts) {
  Array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

}  // namespace

std::string ToJson(const ViewerSettings& settings) {
  return fhir::json::Write(
      Object{{"issuers", ListOf(settings.issuers)},
             {"connect", ListOf(settings.connect)},
             {"embedded", settings.embedded ? Value(*settings.embedded) : Value()},
             {"client_id", settings.client_id},
             {"demo", settings.demo}});
}

}  // namespace chartbridge::pages
