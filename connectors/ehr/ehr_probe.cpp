#include "connectors/ehr/ehr_probe.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "connectors/ehr/fhir_consents.h"
#include "connectors/ehr/phone_search.h"
#include "connectors/ehr/probe_findings.h"
#include "connectors/ehr/probe_writes.h"
#include "connectors/ehr/server_names.h"
#include "words/say.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

// Nobody's: country code 999 is reserved.
const std::vector<std::string> kNobodysNumbers{"+999000000000", "999000000000"};
constexpr const char* kNobody = "Patient/chartbridge-check";

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

Finding Of(bool ok, words::Statement said, words::Statement advice) {
  Finding finding;
  finding.ok = ok;
  finding.said = {std::move(said)};
  if (!ok) finding.advice = {std::move(advice)};
  return finding;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// R4B (4.3.0) and what came before R4 have another Communication, R5 another Consent.
bool IsR4(const Value& statement) { return statement["fhirVersion"].text().starts_with("4.0."); }

Finding OfVersion(const Value& statement) {
  const std::string& version = statement["fhirVersion"].text();
  const bool plain =
      version.size() < 16 &&
      version.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  Finding finding =
      Of(IsR4(statement),
         IsR4(statement)             ? words::Say("ehr-r4")
         : plain && !version.empty() ? words::Say("ehr-other-version", {{"version", version}})
                                     : words::Say("ehr-no-r4"),
         words::Say("set-r4-base"));
  finding.interaction = "FHIR R4";
  finding.lasting = !finding.ok;
  return finding;
}

// Filings refer to it.
Finding OfExistence(FhirRest& rest, const std::string& reference, const std::string& setting) {
  const std::string interaction = "read " + reference;
  const auto resource = rest.Get(reference);
  if (resource) return Works(interaction);
  Finding finding = Fails(interaction, resource.error());
  if (resource.error().http_status == 404 || resource.error().http_status == 410)
    finding.advice = {words::Say("ehr-create-or-set", {{"setting", setting}})};
  return finding;
}

Finding OfPatients(PhoneSearch& phones) {
  const std::string interaction = "search Patient by phone";
  const auto found = phones.Find("Patient", kNobodysNumbers);
  return found ? Works(interaction) : Fails(interaction, found.error());
}

// A server without practitioners has no staff numbers; one that forbids to ask for them stops all.
Finding OfPractitioners(PhoneSearch& phones) {
  const auto found = phones.Find("Practitioner", kNobodysNumbers);
  const std::string interaction = "search Practitioner by phone";
  if (found) return Works(interaction);
  Finding finding = Fails(interaction, found.error());
  if (found.error().kind != FailureKind::kRefused && found.error().kind != FailureKind::kNotOffered)
    return finding;
  finding.ok = true;
  finding.lasting = false;
  finding.said = {words::Say("probe-no-practitioners", {{"interaction", interaction}})};
  finding.advice.clear();
  return finding;
}

Finding OfConsents(FhirRest& rest) {
  const std::string interaction = "search Consent by patient";
  const auto found = FhirConsents(rest).Current({kNobody});
  return found ? Works(interaction) : Fails(interaction, found.error());
}

void AddReading(FhirRest& rest, const std::string& organization, const std::string& device,
                std::vector<Finding>& findings) {
  findings.push_back(OfExistence(rest, organization, "organization"));
  findings.push_back(OfExistence(rest, device, "device"));
  ServerNames names(rest);
  PhoneSearch phones(rest, names);
  findings.push_back(OfPatients(phones));
  findings.push_back(OfPractitioners(phones));
  findings.push_back(OfConsents(rest));
}

// The findings of its statement; `speaks` tells whether it makes sense to go on.
std::vector<Finding> OfStatement(FhirRest& rest, bool& speaks) {
  const auto statement = rest.Get("metadata");
  speaks = false;
  if (!statement) return {Fails("read the EHR's CapabilityStatement", statement.error())};
  speaks = (*statement)["resourceType"].text() == "CapabilityStatement" && IsR4(*statement);
  return ReadCapabilities(*statement);
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
  for (const std::string_view type : {"Provenance", "Binary"}) {
    if (!ResourceSide(server, type)["updateCreate"].boolean().value_or(true))
      declared.without_update_create.emplace_back(type);
  }
  return declared;
}

std::vector<Finding> ReadCapabilities(const Value& statement) {
  if (statement["resourceType"].text() != "CapabilityStatement") {
    return {Of(false, words::Say("ehr-no-statement"), words::Say("set-fhir-base"))};
  }
  std::vector<Finding> findings{OfVersion(statement)};
  const Value& server = ServerSide(statement);
  const Declared declared = ReadDeclared(statement);
  const bool transaction = declared.transaction;
  findings.push_back(Of(
      transaction, transaction ? words::Say("ehr-transactions") : words::Say("ehr-no-transactions"),
      words::Say("ehr-lower-rung")));
  std::string missing;
  for (const Need& need : kNeeds) {
    if (Has(ResourceSide(server, need.type)["interaction"], need.interaction)) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(need.type) + " " +
               std::string(need.interaction);
  }
  findings.push_back(Of(missing.empty(),
                        missing.empty()
                            ? words::Say("ehr-interactions")
                            : words::Say("ehr-interactions-missing", {{"missing", missing}}),
                        words::Say("ask-for-interactions")));
  const std::string conditional = Joined(declared.without_conditional_create);
  findings.push_back(Of(conditional.empty(),
                        conditional.empty()
                            ? words::Say("ehr-conditional-create")
                            : words::Say("ehr-no-conditional-create", {{"types", conditional}}),
                        words::Say("switch-on-conditional-create")));
  if (!declared.without_update_create.empty()) {
    findings.push_back(
        Of(false,
           words::Say("ehr-no-update-create", {{"types", Joined(declared.without_update_create)}}),
           words::Say("switch-on-update-create")));
  }
  return findings;
}

std::vector<Finding> ProbeReading(FhirRest& rest, const std::string& organization,
                                  const std::string& device) {
  bool speaks = false;
  std::vector<Finding> findings = OfStatement(rest, speaks);
  if (speaks) AddReading(rest, organization, device, findings);
  return findings;
}

std::vector<Finding> ProbeEhr(FhirRest& rest, const std::string& tenant,
                              const std::string& organization, const std::string& device) {
  bool speaks = false;
  std::vector<Finding> findings = OfStatement(rest, speaks);
  if (!speaks) return findings;
  AddReading(rest, organization, device, findings);
  for (Finding& finding : TryWrites(rest, tenant, organization, device))
    findings.push_back(std::move(finding));
  return findings;
}

std::vector<std::string> MissingInteractions(const std::vector<Finding>& findings) {
  std::vector<std::string> missing;
  for (const Finding& finding : findings) {
    if (finding.ok || !finding.tried || !finding.lasting || finding.interaction.empty()) continue;
    if (std::find(missing.begin(), missing.end(), finding.interaction) == missing.end())
      missing.push_back(finding.interaction);
  }
  return missing;
}

}  // namespace chartbridge::ehr
