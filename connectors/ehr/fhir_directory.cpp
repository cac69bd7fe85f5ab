#include "connectors/ehr/fhir_directory.h"

#include <algorithm>
#include <utility>

#include "connectors/ehr/person.h"
#include "connectors/ehr/search.h"

namespace chartbridge::ehr {
namespace {

using bridge::KnownPatient;
using bridge::KnownPeople;
using fhir::json::Value;

constexpr int kMostMerges = 16;

void AddNew(std::vector<std::string>& list, const std::string& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// "Patient/1" of a link to this server; "" for one to another.
std::string LocalPatient(const BaseUrl& base, const std::string& reference) {
  const auto relative = base.Relative(reference);
  return relative ? ReferenceOf(*relative, "Patient") : "";
}

bool IsUnsupported(FailureKind kind) {
  return kind == FailureKind::kRefused || kind == FailureKind::kNotOffered;
}

void AddPerson(KnownPeople& people, KnownPatient patient) {
  for (KnownPatient& known : people.patients) {
    if (known.reference != patient.reference) continue;
    for (const std::string& id : patient.merged) AddNew(known.merged, id);
    for (const std::string& phone : patient.phones) AddNew(known.phones, phone);
    return;
  }
  people.patients.push_back(std::move(patient));
}

}  // namespace

Result<FhirDirectory::Resources, Failure> FhirDirectory::Search(
    const std::string& type, const std::vector<std::string>& spellings) {
  std::string list;
  for (const std::string& spelling : spellings)
    list += (list.empty() ? "" : ",") + SearchValue(spelling);
  auto found = SearchAll(rest_, type, "phone=" + list + "&_count=100");
  if (found || found.error().http_status != 400) return found;
  return SearchAll(rest_, type, "telecom=" + list + "&_count=100");
}

Result<Value, Failure> FhirDirectory::ReadPatient(const std::string& reference) {
  auto patient = rest_.Get(reference);
  if (!patient) {
    Failure failure = patient.error();
    if (failure.http_status == 404) failure.kind = FailureKind::kNotFound;
    return Unexpected<Failure>(std::move(failure));
  }
  if ((*patient)["resourceType"].text() != "Patient" ||
      "Patient/" + (*patient)["id"].text() != reference) {
    return Fail(FailureKind::kCorrupt, "The EHR answered a read of a Patient with something else.");
  }
  return patient;
}

Result<KnownPatient, Failure> FhirDirectory::Settle(Value patient) {
  KnownPatient known;
  std::vector<std::string> seen;
  while (true) {
    const std::string reference = "Patient/" + patient["id"].text();
    AddNew(seen, reference);
    for (const std::string& phone : CurrentPhones(patient, rest_.Now()))
      AddNew(known.phones, phone);
    for (const std::string& link : Links(patient, {"seealso", "replaces"})) {
      const std::string other = LocalPatient(rest_.base(), link);
      if (!other.empty()) AddNew(known.merged, other);
    }
    const auto successors = Links(patient, {"replaced-by"});
    if (successors.empty()) break;
    const std::string next = LocalPatient(rest_.base(), successors.front());
    const bool again = std::find(seen.begin(), seen.end(), next) != seen.end();
    if (successors.size() > 1 || next.empty() || again || seen.size() > kMostMerges) {
      return Fail(FailureKind::kCorrupt,
                  "The links of a merged Patient lead to no single living record.");
    }
    auto read = ReadPatient(next);
    if (!read && read.error().kind == FailureKind::kNotFound) {
      return Fail(FailureKind::kCorrupt,
                  "A merged Patient points to a record that does not exist.");
    }
    if (!read) return Unexpected<Failure>(read.error());
    patient = std::move(*read);
  }
  known.reference = seen.back();
  for (const std::string& id : seen) AddNew(known.merged, id);
  std::erase(known.merged, known.reference);
  known.birth_date = patient["birthDate"].text();
  known.active = patient["active"].boolean().value_or(true);
  return known;
}

Result<KnownPeople, Failure> FhirDirectory::FindByPhone(const std::vector<std::string>& spellings) {
  KnownPeople people;
  if (spellings.empty()) return people;
  auto patients = Search("Patient", spellings);
  if (!patients) return Unexpected<Failure>(patients.error());
  for (Value& patient : *patients) {
    auto settled = Settle(std::move(patient));
    if (!settled) return Unexpected<Failure>(settled.error());
    AddPerson(people, std::move(*settled));
  }
  const auto staff = Search("Practitioner", spellings);
  if (!staff && !IsUnsupported(staff.error().kind)) return Unexpected<Failure>(staff.error());
  if (!staff) return people;
  for (const Value& person : *staff) {
    // Only references are handed on, so nobody after us can check the number again.
    if (!HasSameDigits(CurrentPhones(person, rest_.Now()), spellings)) continue;
    if (person["active"].boolean().value_or(true)) {
      AddNew(people.practitioners, "Practitioner/" + person["id"].text());
    }
  }
  return people;
}

Result<KnownPatient, Failure> FhirDirectory::Read(const std::string& reference) {
  if (reference != ReferenceOf(reference, "Patient") || reference.empty()) {
    return Fail(FailureKind::kNotFound, "That is not the reference of a Patient.");
  }
  auto patient = ReadPatient(reference);
  if (!patient) return Unexpected<Failure>(patient.error());
  return Settle(std::move(*patient));
}

Result<std::string, Failure> FhirDirectory::ParentOf(const std::string& organization) {
  if (ReferenceOf(organization, "Organization").empty()) return std::string();
  const auto read = rest_.Get(organization);
  if (!read) {
    const FailureKind kind = read.error().kind;
    if (kind == FailureKind::kNotFound || kind == FailureKind::kNotOffered) return std::string();
    return Unexpected<Failure>(read.error());
  }
  return ReferenceOf((*read)["partOf"]["reference"].text(), "Organization");
}

}  // namespace chartbridge::ehr
