#include "connectors/chart/exchange.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

// The day this statement last changed; not the day of the build.
constexpr std::string_view kStatementDate = "2026-11-28";

std::string_view SearchType(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::kToken:
    case ParameterKind::kTelecom:
      return "token";
    case ParameterKind::kReference:
      return "reference";
    case ParameterKind::kText:
      return "string";
    case ParameterKind::kDate:
      return "date";
  }
  return "token";
}

Value Code(std::string_view code) { return Object{{"code", code}}; }

Value SearchParameter(std::string_view name, std::string_view type) {
  return Object{{"name", name}, {"type", type}};
}

Array SearchParameters(const TypeRules& type) {
  Array parameters{SearchParameter("_id", "token"), SearchParameter("_lastUpdated", "date")};
  for (const Parameter& parameter : type.parameters)
    parameters.push_back(SearchParameter(parameter.name, SearchType(parameter.kind)));
  return parameters;
}

Value ResourceEntry(const TypeRules& type) {
  Array interactions;
  for (const char* code : {"create", "read", "vread", "update", "history-instance"})
    interactions.push_back(Code(code));
  if (type.searched) interactions.push_back(Code("search-type"));
  Object entry{{"type", type.name},
               {"interaction", std::move(interactions)},
               {"versioning", "versioned"},
               {"readHistory", true},
               {"updateCreate", true},
               {"conditionalCreate", type.searched},
               {"conditionalRead", "not-match"},
               {"conditionalUpdate", false},
               {"conditionalDelete", "not-supported"},
               {"referencePolicy", Array{"literal", "logical", "local", "enforced"}}};
  if (!type.updated) {
    entry.emplace_back("documentation",
                       "Written once: an update that changes anything is refused with 405.");
  }
  if (type.searched) entry.emplace_back("searchParam", SearchParameters(type));
  if (type.name == "Patient") {
    // HL7 defines it from R5 on: everything of the compartment, history too.
    entry.emplace_back(
        "operation",
        Array{Object{{"name", "purge"},
                     {"definition", "http://hl7.org/fhir/OperationDefinition/Patient-purge"}}});
  }
  return entry;
}

// SMART App Launch 2.1.0, appendix "Declaration of support for OAuth2 endpoints": readers of R4
// still look here before they ask for smart-configuration.
Value Security(std::string_view oauth, bool open) {
  const auto endpoint = [&](std::string_view name) {
    return Value(Object{{"url", name}, {"valueUri", std::string(oauth) + "/" + std::string(name)}});
  };
  return Object{
      {"extension",
       Array{
           Object{{"url", "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"},
                  {"extension", Array{endpoint("authorize"), endpoint("token")}}}}},
      {"cors", false},
      {"service",
       Array{Object{
           {"coding",
            Array{
                Object{{"system", "http://terminology.hl7.org/CodeSystem/restful-security-service"},
                       {"code", "SMART-on-FHIR"}}}},
           {"text", "OAuth2 using SMART-on-FHIR profile (see http://docs.smarthealthit.org)"}}}},
      {"description", open ? "This machine needs no credentials; what shows a token is held to it."
                           : "A bearer token or a session of the console is always wanted."}};
}

}  // namespace

Value CapabilityStatement(std::string_view base, std::string_view software_version,
                          std::string_view oauth, bool open) {
  Array resources;
  for (const TypeRules& type : AllTypes()) resources.push_back(ResourceEntry(type));
  Object rest{
      {"mode", "server"},
      {"documentation",
       "The chart that chartbridge carries with it. Deletes of single resources, batches, "
       "conditional updates and conditional references are not offered; a parameter that is not "
       "listed is refused. "
       "Names are compared by whole words without case and accents, tokens and references by "
       "equality, phone numbers as they are written, dates without zone in the clinic's. "
       "References must lead to what the chart has, or to another server."},
      {"resource", std::move(resources)},
      {"interaction", Array{Code("transaction")}}};
  if (!oauth.empty()) rest.emplace_back("security", Security(oauth, open));
  return Object{
      {"resourceType", "CapabilityStatement"},
      {"status", "active"},
      {"date", kStatementDate},
      {"kind", "instance"},
      {"software", Object{{"name", "chartbridge"}, {"version", software_version}}},
      {"implementation", Object{{"description", "chartbridge embedded chart"}, {"url", base}}},
      {"fhirVersion", "4.0.1"},
      {"format", Array{"application/fhir+json", "json"}},
      {"rest", Array{std::move(rest)}},
  };
}

}  // namespace chartbridge::chart
