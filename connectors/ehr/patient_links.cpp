#include "connectors/ehr/patient_links.h"

#include <algorithm>

#include "connectors/ehr/person.h"
#include "connectors/ehr/search.h"

namespace chartbridge::ehr {
namespace {

using bridge::KnownPatient;
using fhir::json::Value;

constexpr std::size_t kMostRecords = 16;
constexpr std::chrono::minutes kNotOfferedHolds(10);

void AddNew(std::vector<std::string>& list, const std::string& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

bool Lists(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool IsKnown(const KnownPatient& known, const std::string& reference) {
  return known.reference == reference || Lists(known.merged, reference) ||
         Lists(known.related, reference);
}

std::string ReferenceTo(const Value& patient) { return "Patient/" + patient["id"].text(); }

// The server cannot be reached or will not let us in: nothing was learned.
bool IsOfTheServer(FailureKind kind) {
  switch (kind) {
    case FailureKind::kUnreachable:
    case FailureKind::kThrottled:
    case FailureKind::kUnauthorized:
    case FailureKind::kInDoubt:
    case FailureKind::kFull:
    case FailureKind::kBusy:
      return true;
    case FailureKind::kForbidden:
    case FailureKind::kConflict:
    case FailureKind::kAmbiguous:
    case FailureKind::kNotOffered:
    case FailureKind::kNotFound:
    case FailureKind::kTooLarge:
    case FailureKind::kRefused:
    case FailureKind::kCorrupt:
      break;
  }
  return false;
}

// What is true of the person because a record that is theirs says so.
void Absorb(const Value& record, KnownPatient& known) {
  for (const bridge::PatientIdentifier& one : Identifiers(record)) {
    if (std::find(known.identifiers.begin(), known.identifiers.end(), one) ==
        known.identifiers.end())
      known.identifiers.push_back(one);
  }
  known.deceased = known.deceased || IsDeceased(record);
}

}  // namespace

Result<Value, Failure> PatientLinks::Read(const std::string& reference) {
  auto patient = rest_.Get(reference);
  if (!patient) {
    Failure failure = std::move(patient).error();
    if (failure.http_status == 404 && failure.kind == FailureKind::kNotOffered)
      failure.kind = FailureKind::kNotFound;
    return Unexpected<Failure>(std::move(failure));
  }
  if ((*patient)["resourceType"].text() != "Patient" || ReferenceTo(*patient) != reference) {
    return Fail(FailureKind::kCorrupt, "The EHR answered a read of a Patient with something else.");
  }
  return patient;
}

std::vector<std::string> PatientLinks::Targets(const Value& record,
                                               const std::vector<std::string_view>& types) {
  std::vector<std::string> targets;
  for (const std::string& link : Links(record, types)) {
    const std::string here = names_.Local(link, "Patient");
    if (!here.empty() && here != ReferenceTo(record)) AddNew(targets, here);
  }
  return targets;
}

bool PatientLinks::Says(const Value& record, std::string_view type, const std::string& target) {
  return Lists(Targets(record, {type}), target);
}

Result<PatientLinks::Person, Failure> PatientLinks::Follow(Value patient) {
  std::vector<Value> chain{std::move(patient)};
  while (true) {
    const auto successors = Links(chain.back(), {"replaced-by"});
    if (successors.empty()) break;
    const std::string next = names_.Local(successors.front(), "Patient");
    const bool again = std::any_of(chain.begin(), chain.end(),
                                   [&](const Value& one) { return ReferenceTo(one) == next; });
    if (successors.size() > 1 || next.empty() || again || chain.size() > kMostRecords) {
      return Fail(FailureKind::kCorrupt,
                  "The links of a merged Patient lead to no single living record.");
    }
    auto read = Read(next);
    if (!read && read.error().kind == FailureKind::kNotFound) {
      return Fail(FailureKind::kCorrupt,
                  "A merged Patient points to a record that does not exist.");
    }
    if (!read) return Unexpected<Failure>(std::move(read).error());
    chain.push_back(std::move(*read));
  }
  Person person;
  KnownPatient& known = person.known;
  known.reference = ReferenceTo(chain.back());
  known.birth_date = chain.back()["birthDate"].text();
  known.active = chain.back()["active"].boolean().value_or(true);
  // From the living one back: a record is merged while each step is said by both.
  bool mutual = true;
  for (std::size_t i = chain.size(); i-- > 0;) {
    const bool living = i + 1 == chain.size();
    const std::string reference = ReferenceTo(chain[i]);
    if (!living) {
      mutual = mutual && Says(person.records.back().record, "replaces", reference);
      (mutual ? known.merged : known.related).push_back(reference);
    }
    if (mutual) Absorb(chain[i], known);
    for (const std::string& phone : CurrentPhones(chain[i], rest_.Now()))
      AddNew(known.phones, phone);
    person.records.push_back({std::move(chain[i]), mutual});
  }
  return person;
}

Result<KnownPatient, Failure> PatientLinks::Settle(Value patient) {
  auto person = Follow(std::move(patient));
  if (!person) return Unexpected<Failure>(std::move(person).error());
  return std::move(person->known);
}

Result<KnownPatient, Failure> PatientLinks::SettleWhole(Value patient) {
  auto person = Follow(std::move(patient));
  if (!person) return Unexpected<Failure>(std::move(person).error());
  for (std::size_t i = 0; i < person->records.size(); ++i) {
    if (i >= kMostRecords)
      return Fail(FailureKind::kCorrupt, "More records are tied to a Patient than can be read.");
    if (auto named = AddNamed(*person, i); !named)
      return Unexpected<Failure>(std::move(named).error());
    if (auto pointing = AddPointing(*person, i); !pointing)
      return Unexpected<Failure>(std::move(pointing).error());
  }
  return std::move(person->known);
}

// Those that the record itself names.
Result<void, Failure> PatientLinks::AddNamed(Person& person, std::size_t at) {
  KnownPatient& known = person.known;
  const Value record = person.records[at].record;
  const std::string reference = ReferenceTo(record);
  for (const std::string& replaced : Targets(record, {"replaces"})) {
    if (IsKnown(known, replaced)) continue;
    auto read = Read(replaced);
    if (!read && IsOfTheServer(read.error().kind))
      return Unexpected<Failure>(std::move(read).error());
    const bool both = read && Says(*read, "replaced-by", reference);
    const bool mutual = both && person.records[at].mutual;
    (mutual ? known.merged : known.related).push_back(replaced);
    if (mutual) Absorb(*read, known);
    if (both) person.records.push_back({std::move(*read), mutual});
  }
  for (const std::string& other : Targets(record, {"seealso", "refer"})) {
    if (!IsKnown(known, other)) known.related.push_back(other);
  }
  return {};
}

// Those that name the record, whatever it says of them.
Result<void, Failure> PatientLinks::AddPointing(Person& person, std::size_t at) {
  const std::string reference = ReferenceTo(person.records[at].record);
  auto pointing = Pointing(reference);
  if (!pointing) return Unexpected<Failure>(std::move(pointing).error());
  for (Value& other : *pointing) {
    const std::string name = ReferenceTo(other);
    if (IsKnown(person.known, name)) continue;
    person.known.related.push_back(name);
    if (Says(other, "replaced-by", reference)) person.records.push_back({std::move(other), false});
  }
  return {};
}

Result<PatientLinks::Records, Failure> PatientLinks::Pointing(const std::string& reference) {
  const std::int64_t now = ToUnixMillis(rest_.Now());
  if (now < ask_pointing_from_.load()) return Records();
  SearchRules rules;
  rules.plausible = [&](const Value& other) {
    return Lists(Targets(other, {"replaced-by", "replaces", "seealso", "refer"}), reference);
  };
  rules.self_link = [&](const std::string& url) { names_.NoteSelfLink(url, "Patient"); };
  auto found = SearchAll(rest_, "Patient", "link=" + SearchValue(reference) + "&_count=100", rules);
  if (!found) {
    if (IsOfTheServer(found.error().kind) || found.error().kind == FailureKind::kCorrupt)
      return found;
    ask_pointing_from_.store(now + std::chrono::milliseconds(kNotOfferedHolds).count());
    return Records();
  }
  std::erase_if(*found, [&](const Value& other) { return !rules.plausible(other); });
  return found;
}

}  // namespace chartbridge::ehr
