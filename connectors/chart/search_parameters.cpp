#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

namespace {

using enum ParameterKind;

// Names and paths are those of HL7's R4 search parameters (search-parameters.json, 4.0.1).
constexpr Parameter kPatient[] = {
    {"identifier", kToken, "identifier"},
    {"phone", kTelecom, "telecom", "phone"},
    {"email", kTelecom, "telecom", "email"},
    {"telecom", kTelecom, "telecom"},
    {"name", kText, "name"},
    {"family", kText, "name.family"},
    {"given", kText, "name.given"},
    {"birthdate", kDay, "birthDate"},
    {"gender", kToken, "gender"},
    {"active", kToken, "active"},
    {"organization", kReference, "managingOrganization"},
    {"link", kReference, "link.other"},
};
constexpr Parameter kPractitioner[] = {
    {"identifier", kToken, "identifier"},
    {"phone", kTelecom, "telecom", "phone"},
    {"email", kTelecom, "telecom", "email"},
    {"telecom", kTelecom, "telecom"},
    {"name", kText, "name"},
    {"family", kText, "name.family"},
    {"given", kText, "name.given"},
    {"active", kToken, "active"},
};
constexpr Parameter kOrganization[] = {
    {"identifier", kToken, "identifier"}, {"name", kText, "name|alias"},
    {"partof", kReference, "partOf"},     {"type", kToken, "type"},
    {"active", kToken, "active"},
};
constexpr Parameter kDevice[] = {
    {"identifier", kToken, "identifier"},
    {"patient", kReference, "patient"},
    {"organization", kReference, "owner"},
    {"device-name", kText, "deviceName.name|type.coding.display|type.text"},
    {"type", kToken, "type"},
    {"status", kToken, "status"},
};
constexpr Parameter kRelatedPerson[] = {
    {"identifier", kToken, "identifier"},
    {"patient", kReference, "patient", "Patient"},
    {"phone", kTelecom, "telecom", "phone"},
    {"email", kTelecom, "telecom", "email"},
    {"telecom", kTelecom, "telecom"},
    {"name", kText, "name"},
    {"birthdate", kDay, "birthDate"},
    {"relationship", kToken, "relationship"},
    {"active", kToken, "active"},
};
constexpr Parameter kConsent[] = {
    {"identifier", kToken, "identifier"},
    {"patient", kReference, "patient", "Patient"},
    {"consentor", kReference, "performer"},
    {"organization", kReference, "organization"},
    {"actor", kReference, "provision.actor.reference"},
    {"date", kDate, "dateTime"},
    {"period", kDate, "provision.period"},
    {"category", kToken, "category"},
    {"scope", kToken, "scope"},
    {"action", kToken, "provision.action"},
    {"purpose", kToken, "provision.purpose"},
    {"status", kToken, "status"},
};
constexpr Parameter kCommunication[] = {
    {"identifier", kToken, "identifier"},
    {"part-of", kReference, "partOf"},
    {"based-on", kReference, "basedOn"},
    {"patient", kReference, "subject", "Patient"},
    {"subject", kReference, "subject"},
    {"sender", kReference, "sender"},
    {"recipient", kReference, "recipient"},
    {"encounter", kReference, "encounter"},
    {"sent", kDate, "sent"},
    {"received", kDate, "received"},
    {"category", kToken, "category"},
    {"medium", kToken, "medium"},
    {"status", kToken, "status"},
};
constexpr Parameter kDocumentReference[] = {
    {"identifier", kToken, "identifier|masterIdentifier"},
    {"related", kReference, "context.related"},
    {"relatesto", kReference, "relatesTo.target"},
    {"encounter", kReference, "context.encounter"},
    {"patient", kReference, "subject", "Patient"},
    {"subject", kReference, "subject"},
    {"author", kReference, "author"},
    {"custodian", kReference, "custodian"},
    {"date", kDate, "date"},
    {"period", kDate, "context.period"},
    {"type", kToken, "type"},
    {"category", kToken, "category"},
    {"contenttype", kToken, "content.attachment.contentType"},
    {"security-label", kToken, "securityLabel"},
    {"status", kToken, "status"},
};
constexpr Parameter kProvenance[] = {
    {"target", kReference, "target"},      {"patient", kReference, "target", "Patient"},
    {"entity", kReference, "entity.what"}, {"agent", kReference, "agent.who"},
    {"recorded", kDate, "recorded"},       {"when", kDate, "occurredDateTime"},
    {"agent-type", kToken, "agent.type"},
};
constexpr Parameter kAuditEvent[] = {
    {"entity", kReference, "entity.what"},
    {"patient", kReference, "agent.who|entity.what", "Patient"},
    {"agent", kReference, "agent.who"},
    {"date", kDate, "recorded"},
    {"subtype", kToken, "subtype"},
    {"type", kToken, "type"},
    {"action", kToken, "action"},
    {"outcome", kToken, "outcome"},
};
constexpr Parameter kTask[] = {
    {"identifier", kToken, "identifier"},
    {"group-identifier", kToken, "groupIdentifier"},
    {"focus", kReference, "focus"},
    {"part-of", kReference, "partOf"},
    {"based-on", kReference, "basedOn"},
    {"patient", kReference, "for", "Patient"},
    {"subject", kReference, "for"},
    {"owner", kReference, "owner"},
    {"requester", kReference, "requester"},
    {"authored-on", kDate, "authoredOn"},
    {"modified", kDate, "lastModified"},
    {"code", kToken, "code"},
    {"business-status", kToken, "businessStatus"},
    {"priority", kToken, "priority"},
    {"intent", kToken, "intent"},
    {"status", kToken, "status"},
};

constexpr TypeRules kTypes[] = {
    {"Patient", kPatient},
    {"Practitioner", kPractitioner},
    {"Organization", kOrganization},
    {"Device", kDevice},
    {"RelatedPerson", kRelatedPerson},
    {"Consent", kConsent},
    {"Communication", kCommunication},
    {"DocumentReference", kDocumentReference},
    {.name = "Binary", .parameters = {}, .searched = false},
    {"Provenance", kProvenance},
    {.name = "AuditEvent", .parameters = kAuditEvent, .updated = false},
    {"Task", kTask},
};

}  // namespace

std::span<const TypeRules> AllTypes() { return kTypes; }

const TypeRules* FindType(std::string_view type) {
  for (const TypeRules& rules : kTypes) {
    if (rules.name == type) return &rules;
  }
  return nullptr;
}

const Parameter* FindParameter(const TypeRules& type, std::string_view name) {
  for (const Parameter& parameter : type.parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

}  // namespace chartbridge::chart
