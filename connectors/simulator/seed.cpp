#include "connectors/simulator/seed.h"

#include <chrono>

#include "base/version.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr auto kConsentAge = std::chrono::days(30);
constexpr auto kConsentLife = std::chrono::days(730);

std::string IdOf(const std::string& reference) { return reference.substr(reference.find('/') + 1); }

Value Reference(const std::string& to) { return Object{{"reference", to}}; }

Value Coding(const char* system, const char* code) {
  return Object{{"system", system}, {"code", code}};
}

Value Concept(const char* system, const char* code) {
  return Object{{"coding", Array{Coding(system, code)}}};
}

Value Phone(const Persona& person) {
  return Array{
      Object{{"system", "phone"}, {"value", person.told["phone"].text()}, {"use", "mobile"}}};
}

Value Name(const Persona& person) {
  Value name = Object{{"family", person.told["family"].text()},
                      {"given", Array{person.told["given"].text()}}};
  if (const Value* prefix = person.told.Find("prefix")) name.Set("prefix", Array{*prefix});
  return Array{name};
}

Value Patient(const Persona& person) {
  const Value language =
      Object{{"coding", Array{Coding("urn:ietf:bcp:47", person.language.c_str())}}};
  return Object{{"resourceType", "Patient"},
                {"id", person.id},
                {"active", true},
                {"name", Name(person)},
                {"telecom", Phone(person)},
                {"gender", person.told["gender"].text()},
                {"birthDate", person.told["birthDate"].text()},
                {"communication", Array{Object{{"language", language}, {"preferred", true}}}}};
}

Value Permit(const std::string& organization, const char* topic) {
  const Value actor = Object{
      {"role", Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")},
      {"reference", Reference(organization)}};
  return Object{
      {"type", "permit"},
      {"actor", Array{actor}},
      {"action", Array{Concept("http://terminology.hl7.org/CodeSystem/consentaction", "collect")}},
      {"purpose", Array{Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT")}},
      {"class", Array{Coding("urn:chartbridge:cs:content", topic)}}};
}

}  // namespace

Value ChatConsent(const Persona& patient, const Clinic& clinic, Instant start,
                  const std::string& status) {
  const std::string who = "Patient/" + patient.id;
  const Instant given = start - kConsentAge;
  Array permits{Permit(clinic.organization, "whatsapp-text")};
  if (patient.told["consent"].text() == "text+media")
    permits.push_back(Permit(clinic.organization, "whatsapp-media"));
  const Value provision =
      Object{{"type", "deny"},
             {"period", Object{{"start", ToDateTimeText(given)},
                               {"end", ToDateTimeText(given + kConsentLife).substr(0, 10)}}},
             {"class", Array{Coding("urn:chartbridge:cs:channel", "whatsapp")}},
             {"provision", permits}};
  const Value series =
      Object{{"system", "urn:chartbridge:consent-series"}, {"value", patient.id + ":wa"}};
  return Object{
      {"resourceType", "Consent"},
      {"id", patient.id + "-wa"},
      {"identifier", Array{series}},
      {"status", status},
      {"scope", Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy")},
      {"category", Array{Concept("http://loinc.org", "59284-0")}},
      {"patient", Reference(who)},
      {"dateTime", ToDateTimeText(given)},
      {"performer", Array{Reference(who)}},
      {"organization", Array{Reference(clinic.organization)}},
      {"policy",
       Array{Object{{"uri", "https://clinic.example/wa/" + patient.language + "?v=2026-11-1"}}}},
      {"provision", provision}};
}

std::vector<Value> SeedResources(const Script& script, const Clinic& clinic, Instant start) {
  std::vector<Value> resources;
  resources.push_back(Object{{"resourceType", "Organization"},
                             {"id", IdOf(clinic.organization)},
                             {"active", true},
                             {"name", clinic.name}});
  resources.push_back(
      Object{{"resourceType", "Device"},
             {"id", IdOf(clinic.device)},
             {"status", "active"},
             {"version", Array{Object{{"value", std::string(Version())}}}},
             {"deviceName", Array{Object{{"name", "chartbridge"}, {"type", "user-friendly-name"}}}},
             {"owner", Reference(clinic.organization)}});
  for (const Persona& person : script.staff) {
    resources.push_back(Object{{"resourceType", "Practitioner"},
                               {"id", person.id},
                               {"active", true},
                               {"name", Name(person)},
                               {"telecom", Phone(person)}});
  }
  for (const Persona& person : script.patients) resources.push_back(Patient(person));
  for (const Persona& person : script.patients) {
    if (person.told["consent"].text() == "none") continue;
    resources.push_back(ChatConsent(person, clinic, start, "active"));
  }
  return resources;
}

}  // namespace chartbridge::simulator
