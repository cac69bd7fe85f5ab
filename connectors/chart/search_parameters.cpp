#include "connectors/chart/search_parameters.h"

#include <algorithm>

namespace chartbridge::chart {

namespace {

using enum ParameterKind;

// Names and paths are those of HL7's R4 search parameters (search-parameters.json, 4.0.1); systems
// those of the required value sets.
constexpr Parameter kIdentifier{"identifier", kToken, "identifier"};
constexpr Parameter kPhone{"phone", kTelecom, "telecom", "phone"};
constexpr Parameter kTelecoms{"telecom", kTelecom, "telecom"};
constexpr Parameter kName{"name", kText, "name"};
constexpr Parameter kPatientOnly{"patient", kReference, "patient", "Patient"};
constexpr Parameter kSubject{"subject", kReference, "subject"};
constexpr Parameter kPatientSubject{"patient", kReference, "subject", "Patient"};

constexpr Parameter Status(std::string_view system) {
  return {"status", kToken, "status", {}, system};
}

constexpr Parameter kPatient[] = {
    kIdentifier, kPhone, kTelecoms, kName, {"link", kReference, "link.other"}};
constexpr Parameter kPractitioner[] = {kIdentifier, kPhone, kTelecoms, kName};
constexpr Parameter kOrganization[] = {kIdentifier, {"name", kText, "name|alias"}};
constexpr Parameter kDevice[] = {
    kIdentifier, {"patient", kReference, "patient"}, Status("http://hl7.org/fhir/device-status")};
constexpr Parameter kRelatedPerson[] = {kIdentifier, kPatientOnly, kPhone, kTelecoms, kName};
constexpr Parameter kConsent[] = {kIdentifier,
                                  kPatientOnly,
                                  {"date", kDate, "dateTime"},
                                  Status("http://hl7.org/fhir/consent-state-codes")};
constexpr Parameter kCommunication[] = {kIdentifier,
                                        kPatientSubject,
                                        kSubject,
                                        {"sent", kDate, "sent"},
                                        Status("http://hl7.org/fhir/event-status")};
constexpr Parameter kDocumentReference[] = {
    {"identifier", kToken, "identifier|masterIdentifier"},
    kPatientSubject,
    kSubject,
    {"date", kDate, "date"},
    Status("http://hl7.org/fhir/document-reference-status")};
constexpr Parameter kProvenance[] = {{"target", kReference, "target"},
                                     {"patient", kReference, "target", "Patient"}};
constexpr Parameter kAuditEvent[] = {{"patient", kReference, "agent.who|entity.what", "Patient"},
                                     {"date", kDate, "recorded"}};
constexpr Parameter kTask[] = {kIdentifier,
                               {"patient", kReference, "for", "Patient"},
                               {"subject", kReference, "for"},
                               Status("http://hl7.org/fhir/task-status")};

constexpr TypeRules kTypes[] = {
    {"Patient", kPatient},
    {"Practitioner", kPractitioner},
    {"Organization", kOrganization},
    {"Device", kDevice, "patient"},
    {"RelatedPerson", kRelatedPerson, "patient"},
    {"Consent", kConsent, "patient"},
    {"Communication", kCommunication, "subject"},
    {"DocumentReference", kDocumentReference, "subject"},
    {.name = "Binary", .parameters = {}, .about = "securityContext", .searched = false},
    {"Provenance", kProvenance, "target"},
    {.name = "AuditEvent",
     .parameters = kAuditEvent,
     .about = "agent.who|entity.what",
     .updated = false},
    {"Task", kTask, "for"},
};

}  // namespace

std::span<const TypeRules> AllTypes() { return kTypes; }

const TypeRules* FindType(std::string_view type) {
  const auto* found = std::ranges::find(kTypes, type, &TypeRules::name);
  return found == std::end(kTypes) ? nullptr : found;
}

const Parameter* FindParameter(const TypeRules& type, std::string_view name) {
  const auto found = std::ranges::find(type.parameters, name, &Parameter::name);
  return found == type.parameters.end() ? nullptr : &*found;
}

}  // namespace chartbridge::chart
