#include "connectors/api/patient_card.h"

#include "bridge/service/item_json.h"

namespace chartbridge::api {
namespace {

using fhir::json::Value;

std::string NameOf(const Value& name) {
  if (!name["text"].text().empty()) return name["text"].text();
  std::string whole;
  for (const Value& given : name["given"].items())
    whole += (whole.empty() ? "" : " ") + given.text();
  const std::string& family = name["family"].text();
  if (!family.empty()) whole += (whole.empty() ? "" : " ") + family;
  return whole;
}

}  // namespace

PatientCard ReadCard(const Value& patient) {
  PatientCard card;
  card.reference = "Patient/" + patient["id"].text();
  for (const Value& name : patient["name"].items()) {
    const std::string& use = name["use"].text();
    if (use == "old" || use == "maiden") continue;
    if (card.name.empty() || use == "official") card.name = NameOf(name);
  }
  card.birth_date = patient["birthDate"].text();
  for (const Value& contact : patient["telecom"].items()) {
    const std::string& system = contact["system"].text();
    const bool phone = system == "phone" || system == "sms" || system.empty();
    if (phone && contact["use"].text() != "old" && !contact["value"].text().empty())
      card.phones.push_back(contact["value"].text());
  }
  for (const Value& identifier : patient["identifier"].items()) {
    if (identifier["use"].text() != "old" && !identifier["value"].text().empty())
      card.identifiers.push_back(identifier["value"].text());
  }
  card.active = patient["active"].boolean().value_or(true);
  return card;
}

Answer<PatientCard> FindCard(const EhrReading& ehr, const std::string& reference) {
  const auto living = ehr.directory.Read(reference);
  if (!living) return RefuseForEhr(living.error());
  const auto patient = ehr.get(living->reference);
  if (!patient) return RefuseForEhr(patient.error());
  return ReadCard(*patient);
}

Value ToJson(const PatientCard& card, bool masked) {
  std::vector<std::string> phones = card.phones;
  if (masked) {
    for (std::string& phone : phones) phone = service::Mask(phone);
  }
  Value json;
  json.Set("reference", card.reference);
  json.Set("name", card.name);
  json.Set("birth_date", OrNull(card.birth_date));
  json.Set("phones", TextList(phones));
  json.Set("active", card.active);
  json.Set("identifiers", masked ? Value(fhir::json::Array()) : TextList(card.identifiers));
  return json;
}

}  // namespace chartbridge::api
