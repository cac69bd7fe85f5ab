#include "connectors/ehr/fhir_directory.h"

#include <algorithm>
#include <utility>

#include "bridge/consent/reference.h"
#include "connectors/ehr/person.h"
#include "connectors/ehr/search.h"

namespace chartbridge::ehr {
namespace {

using bridge::KnownPatient;
using bridge::KnownPeople;
using fhir::json::Value;

void AddNew(std::vector<std::string>& list, const std::string& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// The server has no such type, or cannot be asked for one by phone.
bool IsUnsupported(FailureKind kind) {
  return kind == FailureKind::kRefused || kind == FailureKind::kNotOffered;
}

// Something is wrong with this one record; the others are as good as before.
bool IsOfTheRecord(FailureKind kind) {
  return kind == FailureKind::kCorrupt || kind == FailureKind::kNotFound ||
         kind == FailureKind::kForbidden || kind == FailureKind::kRefused ||
         kind == FailureKind::kNotOffered || kind == FailureKind::kTooLarge;
}

void AddPerson(KnownPeople& people, KnownPatient patient) {
  for (KnownPatient& known : people.patients) {
    if (known.reference != patient.reference) continue;
    for (const std::string& id : patient.merged) AddNew(known.merged, id);
    for (const std::string& id : patient.related) AddNew(known.related, id);
    for (const std::string& phone : patient.phones) AddNew(known.phones, phone);
    known.deceased = known.deceased || patient.deceased;
    return;
  }
  people.patients.push_back(std::move(patient));
}

}  // namespace

Result<void, Failure> FhirDirectory::AddPatients(const std::vector<std::string>& spellings,
                                                 KnownPeople& people) {
  auto patients = phones_.Find("Patient", spellings);
  if (!patients) return Unexpected<Failure>(std::move(patients).error());
  for (Value& patient : *patients) {
    const std::string reference = "Patient/" + patient["id"].text();
    const bool has_number = HasSameDigits(CurrentPhones(patient, rest_.Now()), spellings);
    auto settled = links_.Settle(std::move(patient));
    if (settled) {
      AddPerson(people, std::move(*settled));
    } else if (!IsOfTheRecord(settled.error().kind)) {
      return Unexpected<Failure>(std::move(settled).error());
    } else if (has_number) {
      people.unreadable.push_back(reference);
    }
  }
  return {};
}

Result<void, Failure> FhirDirectory::AddPractitioners(const std::vector<std::string>& spellings,
                                                      KnownPeople& people) {
  auto staff = phones_.Find("Practitioner", spellings);
  if (!staff && IsUnsupported(staff.error().kind)) return {};
  if (!staff) return Unexpected<Failure>(std::move(staff).error());
  for (const Value& person : *staff) {
    // Only references are handed on, so nobody after us can check the number again.
    if (!HasSameDigits(CurrentPhones(person, rest_.Now()), spellings)) continue;
    if (person["active"].boolean().value_or(true))
      AddNew(people.practitioners, "Practitioner/" + person["id"].text());
  }
  return {};
}

Result<KnownPeople, Failure> FhirDirectory::FindByPhone(const std::vector<std::string>& spellings) {
  KnownPeople people;
  if (spellings.empty()) return people;
  if (auto added = AddPatients(spellings, people); !added)
    return Unexpected<Failure>(std::move(added).error());
  if (auto added = AddPractitioners(spellings, people); !added)
    return Unexpected<Failure>(std::move(added).error());
  return people;
}

Result<KnownPatient, Failure> FhirDirectory::Read(const std::string& reference) {
  if (reference != ReferenceOf(reference, "Patient") || reference.empty()) {
    return Fail(FailureKind::kNotFound, "That is not the reference of a Patient.");
  }
  auto patient = links_.Read(reference);
  if (!patient) return Unexpected<Failure>(std::move(patient).error());
  return links_.SettleWhole(std::move(*patient));
}

Result<Value, Failure> FhirDirectory::ReadIfThere(const std::string& reference) {
  auto read = rest_.Get(reference);
  if (read || (read.error().kind != FailureKind::kNotFound &&
               read.error().kind != FailureKind::kNotOffered))
    return read;
  return Value();
}

Result<std::string, Failure> FhirDirectory::ParentOf(const std::string& organization) {
  if (ReferenceOf(organization, "Organization") != organization) return std::string();
  const auto read = ReadIfThere(organization);
  if (!read) return Unexpected<Failure>(read.error());
  return names_.Local((*read)["partOf"]["reference"].text(), "Organization");
}

Result<std::vector<bridge::PatientIdentifier>, Failure> FhirDirectory::IdentifiersOf(
    const std::string& organization) {
  if (ReferenceOf(organization, "Organization") != organization)
    return std::vector<bridge::PatientIdentifier>();
  const auto read = ReadIfThere(organization);
  if (!read) return Unexpected<Failure>(read.error());
  return Identifiers(*read);
}

Result<std::vector<std::string>, Failure> FhirDirectory::MembersOf(const std::string& reference) {
  const std::string type = TypeOf(reference);
  std::vector<std::string> members;
  if ((type != "Group" && type != "CareTeam" && type != "PractitionerRole") ||
      ReferenceOf(reference, type) != reference)
    return members;
  const auto read = ReadIfThere(reference);
  if (!read) return Unexpected<Failure>(read.error());
  const auto add = [&](const Value& member) {
    const std::string& written = member["reference"].text();
    if (written.empty()) return;
    const std::string here = names_.Local(written, std::string(bridge::consent::TypeOf(written)));
    members.push_back(here.empty() ? written : here);
  };
  for (const Value& member : (*read)["member"].items()) {
    if (!member["inactive"].boolean().value_or(false)) add(member["entity"]);
  }
  for (const Value& participant : (*read)["participant"].items()) {
    add(participant["member"]);
    add(participant["onBehalfOf"]);
  }
  if (type == "PractitionerRole") {
    add((*read)["practitioner"]);
    add((*read)["organization"]);
  }
  return members;
}

}  // namespace chartbridge::ehr
