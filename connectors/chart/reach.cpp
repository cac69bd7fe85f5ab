#include "connectors/chart/reach.h"

#include <algorithm>

#include "connectors/chart/outcome.h"
#include "connectors/chart/save.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Value;

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

bool IsDirectory(std::string_view type) { return type == "Practitioner" || type == "Organization"; }

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

bool Reach::Holds(const Version& version) const {
  if (!bounded() || IsDirectory(version.type) || version.owner == rights_.patient) return true;
  return version.type == "Device" && version.owner.empty();
}

bool Reach::Sees(Reader& reader, const Version& version) const {
  return Holds(version) && (!bounded() || Holds(*reader.Find(version.type, version.id)));
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
  if (current != nullptr && !Holds(*current)) Outside();
  const IndexEntries entries = IndexOf(type, resource, site());
  if (reader.OwnerOf(std::string(type.name), id, entries) != rights_.patient) Outside();
}

void Reach::Narrow(Query& query) const {
  if (!bounded() || IsDirectory(query.type)) return;
  query.owners.push_back(rights_.patient);
  if (query.type == "Device") query.owners.emplace_back();
  if (query.type != "Provenance") return;
  // A target is named with its type: ids alone would find those of others.
  bool asked = false;
  for (Term& term : query.all) {
    auto* targets = std::get_if<KeyTerm>(&term);
    if (targets == nullptr || targets->parameter != "target") continue;
    asked = true;
    std::erase_if(targets->values, [](const auto& value) { return !value.starts_with("r:"); });
  }
  if (!asked)
    Refuse(400, "too-costly", "With one patient in context, Provenance is asked for by target.");
}

std::string PatientOf(const TypeRules& type, const Value& resource, const Site& site) {
  for (std::string& reference : AboutOf(type, resource, site)) {
    if (reference.starts_with("Patient/")) return std::move(reference);
  }
  return "";
}

}  // namespace chartbridge::chart
