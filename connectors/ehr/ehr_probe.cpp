#include "connectors/ehr/ehr_probe.h"

#include <array>
#include <string_view>

#include "connectors/ehr/entry_names.h"
#include "connectors/ehr/transaction_answer.h"
#include "fhir/json/write.h"
#include "mappings/identity.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

struct Need {
  std::string_view type;
  std::string_view interaction;
};
constexpr std::array<Need, 10> kNeeds = {{{"Communication", "create"},
                                          {"Communication", "update"},
                                          {"Communication", "search-type"},
                                          {"DocumentReference", "create"},
                                          {"DocumentReference", "update"},
                                          {"Binary", "update"},
                                          {"Provenance", "update"},
                                          {"Patient", "search-type"},
                                          {"Patient", "read"},
                                          {"Consent", "search-type"}}};

bool Has(const Value& interactions, std::string_view code) {
  for (const Value& interaction : interactions.items()) {
    if (interaction["code"].text() == code) return true;
  }
  return false;
}

const Value& ServerSide(const Value& statement) {
  for (const Value& rest : statement["rest"].items()) {
    if (rest["mode"].text() == "server") return rest;
  }
  return statement["rest"].at(0);
}

const Value& ResourceSide(const Value& server, std::string_view type) {
  for (const Value& resource : server["resource"].items()) {
    if (resource["type"].text() == type) return resource;
  }
  return server["resource"].at(std::size_t(-1));
}

Finding Of(bool ok, std::string what, std::string what_to_do) {
  return {ok, std::move(what), ok ? "" : std::move(what_to_do)};
}

Finding OfFailure(const std::string& doing, const Failure& failure, const std::string& what_to_do) {
  const std::string status =
      failure.http_status == 0 ? "" : " (HTTP " + std::to_string(failure.http_status) + ")";
  return {false, doing + " failed" + status + ": " + failure.text, what_to_do};
}

// A transaction with one conditional create of the bridge's own Device.
Value OwnDevice(const std::string& tenant) {
  const std::string identity =
      "urn:uuid:" + mappings::DeriveIdentity({tenant, "", "device", 0}, "message");
  const Value identifier = Object{{"system", mappings::kIdentifierSystem}, {"value", identity}};
  const Value name =
      Object{{"name", "chartbridge (connection check)"}, {"type", "user-friendly-name"}};
  const Value resource = Object{{"resourceType", "Device"},
                                {"identifier", Array{identifier}},
                                {"status", "active"},
                                {"deviceName", Array{name}}};
  const Value request =
      Object{{"method", "POST"},
             {"url", "Device"},
             {"ifNoneExist", "identifier=" + SearchValue(mappings::kIdentifierSystem) + "%7C" +
                                 SearchValue(identity)}};
  const Value entry = Object{{"fullUrl", identity}, {"resource", resource}, {"request", request}};
  return Object{{"resourceType", "Bundle"}, {"type", "transaction"}, {"entry", Array{entry}}};
}

Result<EntryAnswer, Failure> Write(FhirRest& rest, const Value& bundle) {
  RestCall call;
  call.method = "POST";
  call.headers = {{"Content-Type", "application/fhir+json"}};
  call.body = fhir::json::Write(RenameEntries(bundle));
  const auto answer = rest.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  const auto entries = ReadTransactionAnswer(bundle, answer->body);
  if (!entries) return Unexpected<Failure>(entries.error());
  return entries->front();
}

void AddDryWrite(FhirRest& rest, const std::string& tenant, std::vector<Finding>& findings) {
  const std::string advice = "Allow our account to post transactions, and see docs/runbook.md.";
  const Value bundle = OwnDevice(tenant);
  const auto first = Write(rest, bundle);
  if (!first) {
    findings.push_back(OfFailure("A trial write", first.error(), advice));
    return;
  }
  const auto second = Write(rest, bundle);
  if (!second) {
    findings.push_back(OfFailure("Repeating a trial write", second.error(), advice));
    return;
  }
  const bool same =
      second->status == 200 && (second->reference.empty() || second->reference == first->reference);
  findings.push_back(Of(
      same,
      same ? "A trial write works, and repeating it creates nothing new."
           : "Repeating a trial write created a second resource.",
      "Switch on conditional create (If-None-Exist) in the EHR: without it messages may double."));
}

void AddExistence(FhirRest& rest, const std::string& reference, const std::string& setting,
                  std::vector<Finding>& findings) {
  const auto resource = rest.Get(reference);
  if (resource) {
    findings.push_back(Of(true, "The EHR has " + reference + ".", ""));
    return;
  }
  findings.push_back(
      OfFailure("Reading " + reference, resource.error(),
                "Create it in the EHR, or set [ehr] " + setting + " to one that exists."));
}

}  // namespace

Declared ReadDeclared(const Value& statement) {
  const Value& server = ServerSide(statement);
  Declared declared;
  declared.transaction = Has(server["interaction"], "transaction");
  for (const std::string_view type : {"Communication", "DocumentReference"}) {
    if (!ResourceSide(server, type)["conditionalCreate"].boolean().value_or(false))
      declared.without_conditional_create.emplace_back(type);
  }
  return declared;
}

std::vector<Finding> ReadCapabilities(const Value& statement) {
  std::vector<Finding> findings;
  if (statement["resourceType"].text() != "CapabilityStatement") {
    return {Of(false, "The EHR's /metadata is not a CapabilityStatement.",
               "Set [ehr] base_url to a FHIR base.")};
  }
  const bool r4 = statement["fhirVersion"].text().rfind("4.", 0) == 0;
  findings.push_back(Of(r4, r4 ? "The EHR speaks FHIR R4." : "The EHR does not speak FHIR R4.",
                        "Set [ehr] base_url to the R4 base of the EHR."));
  const Value& server = ServerSide(statement);
  const Declared declared = ReadDeclared(statement);
  const bool transaction = declared.transaction;
  findings.push_back(
      Of(transaction,
         transaction ? "The EHR takes transactions." : "The EHR does not declare transactions.",
         "This EHR needs a lower rung, which this version does not have."));
  std::string missing;
  for (const Need& need : kNeeds) {
    if (Has(ResourceSide(server, need.type)["interaction"], need.interaction)) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(need.type) + " " +
               std::string(need.interaction);
  }
  findings.push_back(Of(missing.empty(),
                        missing.empty() ? "The EHR declares every interaction that filing needs."
                                        : "The EHR does not declare: " + missing + ".",
                        "Ask for these interactions to be switched on for our account."));
  const bool conditional = declared.without_conditional_create.empty();
  findings.push_back(Of(conditional,
                        conditional
                            ? "The EHR declares conditional create."
                            : "The EHR does not declare conditional create for Communication and "
                              "DocumentReference.",
                        "Switch it on: without it a repeated message may double."));
  return findings;
}

std::vector<Finding> ProbeEhr(FhirRest& rest, const std::string& tenant,
                              const std::string& organization, const std::string& device) {
  const auto statement = rest.Get("metadata");
  if (!statement) {
    return {OfFailure(
        "Reading the EHR's CapabilityStatement", statement.error(),
        "See that [ehr] base_url is right and that the server can be reached from here.")};
  }
  std::vector<Finding> findings = ReadCapabilities(*statement);
  AddExistence(rest, organization, "organization", findings);
  AddExistence(rest, device, "device", findings);
  AddDryWrite(rest, tenant, findings);
  return findings;
}

}  // namespace chartbridge::ehr
