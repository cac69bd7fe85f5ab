#include "connectors/chart/reach.h"

#include <algorithm>

#include "connectors/chart/index_keys.h"
#include "connectors/chart/outcome.h"
#include "connectors/chart/save.h"
#include "connectors/chart/search_plan.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr std::string_view kPatient = "patient";

[[noreturn]] void NoScope() {
  throw Refused({403,
                 {{Severity::kError, "forbidden", "",
                   "The token or role does not cover this kind of resource."}},
                 "Bearer error=\"insufficient_scope\"",
                 {}});
}

[[noreturn]] void Outside() {
  Refuse(403, "forbidden", "What would be written belongs to another patient's record.");
}

// Without what the server sets and without the notes.
Value Rest(const Value& message) {
  Value rest = message;
  rest.Erase("id");
  rest.Erase("note");
  if (Value* meta = rest.Find("meta")) {
    meta->Erase("versionId");
    meta->Erase("lastUpdated");
    if (meta->object() != nullptr && meta->object()->empty()) rest.Erase("meta");
  }
  // The order of members says nothing.
  if (auto* members = rest.object()) std::ranges::sort(*members, {}, &fhir::json::Member::first);
  return rest;
}

// The one change that people make to a stored message: notes behind the others, each signed by
// `author` ("" signs nothing) and dated. What the patient wrote stays as it was filed.
bool OnlyAddsNotes(const Value& current, const Value& next, std::string_view author,
                   const Site& site) {
  const Array& before = current["note"].items();
  const Array& after = next["note"].items();
  if (author.empty() || after.size() < before.size() || Rest(current) != Rest(next)) return false;
  if (!std::equal(before.begin(), before.end(), after.begin())) return false;
  return std::all_of(
      after.begin() + std::ptrdiff_t(before.size()), after.end(), [&](const Value& note) {
        return PlainReference(note["authorReference"]["reference"].text(), site) == author &&
               !note["time"].text().empty();
      });
}

bool Has(const IndexEntries& entries, std::string_view value) {
  return std::any_of(entries.keys.begin(), entries.keys.end(), [&](const Key& key) {
    return key.parameter == kPatient && key.value == value;
  });
}

bool IsDirectory(std::string_view type) { return type == "Practitioner" || type == "Organization"; }

std::string IdOf(std::string_view reference) {
  return std::string(reference.substr(reference.find('/') + 1));
}

KeyTerm PatientTerm(const std::string& patient) {
  return {std::string(kPatient), {"r:" + patient}};
}

// In front, so that it leads the search; behind an identifier, which is rarer still.
void PutFirst(Query& query, Term term) {
  const auto* first = query.all.empty() ? nullptr : std::get_if<KeyTerm>(&query.all.front());
  const bool rarer = first != nullptr && first->parameter == "identifier";
  query.all.insert(query.all.begin() + (rarer ? 1 : 0), std::move(term));
}

}  // namespace

void Reach::Require(Deed deed, const TypeRules& type) const {
  if (!rights_.May(deed, type.name)) NoScope();
}

void Reach::RequireWriting(const TypeRules* type) const {
  const auto writes = [&](const TypeRules& one) {
    return rights_.May(Deed::kCreate, one.name) || rights_.May(Deed::kUpdate, one.name);
  };
  const auto all = AllTypes();
  if (type != nullptr ? !writes(*type) : std::none_of(all.begin(), all.end(), writes)) NoScope();
}

Query Reach::Plan(const TypeRules& type, std::string_view criteria) const {
  Require(Deed::kSearch, type);
  Require(Deed::kRead, type);
  return PlanCriteria(type, criteria, site());
}

bool Reach::Holds(Reader& reader, const Version& version) const {
  if (!bounded()) return true;
  const TypeRules* type = FindType(version.type);
  return type != nullptr && Belongs(reader, *type, version.id, ToResource(version), Targets::kAny);
}

bool Reach::Sees(Reader& reader, const Version& version) const {
  if (!bounded()) return true;
  return Holds(reader, version) && Holds(reader, *reader.Find(version.type, version.id));
}

void Reach::RequireWritable(Reader& reader, const TypeRules& type, const std::string& id,
                            const Value& resource, const Version* current) const {
  Require(current == nullptr ? Deed::kCreate : Deed::kUpdate, type);
  if (!rights_.everything && type.name == "Communication" && current != nullptr &&
      !OnlyAddsNotes(ToResource(*current), resource, rights_.author, site())) {
    Refuse(403, "forbidden", "A message only takes notes, signed by who adds them.",
           "Communication.note");
  }
  if (!bounded()) return;
  // The clinic's own directory is nobody's compartment: it is read there, never written.
  if (IsDirectory(type.name) || type.name == "Device") Outside();
  if (current != nullptr && !Holds(reader, *current)) Outside();
  if (!Belongs(reader, type, id, resource, Targets::kAll)) Outside();
}

bool Reach::Belongs(Reader& reader, const TypeRules& type, const std::string& id,
                    const Value& resource, Targets targets) const {
  if (IsDirectory(type.name)) return true;
  if (type.name == "Patient") return "Patient/" + id == rights_.patient;
  if (type.name == "Binary") {  // its security context decides (R4 2.31.4)
    const std::string context = resource["securityContext"]["reference"].text();
    return !context.empty() && ReferenceBelongs(reader, PlainReference(context, site()));
  }
  if (type.name == "Provenance") return ProvenanceBelongs(reader, resource, targets);
  const IndexEntries entries = IndexOf(type, resource, site());
  return Has(entries, "r:" + rights_.patient) || (type.name == "Device" && Has(entries, kNobodys));
}

bool Reach::ProvenanceBelongs(Reader& reader, const Value& provenance, Targets targets) const {
  bool any = false;
  for (const Value& target : provenance["target"].items()) {
    const bool belongs =
        ReferenceBelongs(reader, PlainReference(target["reference"].text(), site()));
    if (!belongs && targets == Targets::kAll) return false;
    any = any || belongs;
  }
  return any;
}

// `reference` without base and version. What speaks of this patient, not the clinic's directory.
bool Reach::ReferenceBelongs(Reader& reader, std::string_view reference) const {
  if (reference == rights_.patient) return true;
  const TypeRules* type = FindType(reference.substr(0, reference.find('/')));
  if (type == nullptr || FindParameter(*type, kPatient) == nullptr || type->name == "Provenance")
    return false;
  const auto version = reader.Find(std::string(type->name), IdOf(reference));
  return version && Has(IndexOf(*type, ToResource(*version), site()), "r:" + rights_.patient);
}

void Reach::Narrow(Reader& reader, Query& query) const {
  if (!bounded() || IsDirectory(query.type)) return;
  if (query.type == "Patient") {
    query.all.emplace_back(IdTerm{{IdOf(rights_.patient)}});
  } else if (query.type == "Provenance") {
    NarrowProvenance(reader, query);
  } else {
    KeyTerm own = PatientTerm(rights_.patient);
    if (query.type == "Device") own.values.emplace_back(kNobodys);
    PutFirst(query, std::move(own));
  }
}

// A Provenance does not name the patient of its targets: only those that are asked for by target
// can be looked at one by one.
void Reach::NarrowProvenance(Reader& reader, Query& query) const {
  KeyTerm own{"target", {"r:" + rights_.patient}};
  bool asked = false;
  for (const Term& term : query.all) {
    const auto* targets = std::get_if<KeyTerm>(&term);
    if (targets == nullptr || targets->parameter != "target") continue;
    asked = true;
    for (const std::string& value : targets->values) {
      if (value.starts_with("r:") && ReferenceBelongs(reader, std::string_view(value).substr(2)))
        own.values.push_back(value);
    }
  }
  if (!asked)
    Refuse(400, "too-costly", "With one patient in context, Provenance is asked for by target.");
  PutFirst(query, std::move(own));
}

std::string PatientOf(const TypeRules& type, const Value& resource, const Site& site) {
  for (std::string& reference : AboutOf(type, resource, site)) {
    if (reference.starts_with("Patient/")) return std::move(reference);
  }
  return "";
}

}  // namespace chartbridge::chart
