#include "connectors/chart/reach.h"

#include <algorithm>

#include "connectors/chart/bundles.h"
#include "connectors/chart/index_keys.h"
#include "connectors/chart/message_note.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Value;

constexpr std::string_view kPatient = "patient";
// A patient with more resources than this is asked for provenance by target.
constexpr int kMostOwn = 30000;
constexpr int kDocumentsAtOnce = 200;

Unexpected<Refusal> NoScope() {
  Refusal refusal =
      Refuse(403, "forbidden", "The token or role does not cover this kind of resource.").error();
  refusal.challenge = "Bearer error=\"insufficient_scope\"";
  return Unexpected(std::move(refusal));
}

Unexpected<Refusal> Outside() {
  return Refuse(403, "forbidden", "What would be written belongs to another patient's record.");
}

bool Has(const IndexEntries& entries, std::string_view parameter, std::string_view value) {
  return std::any_of(entries.keys.begin(), entries.keys.end(), [&](const Key& key) {
    return key.parameter == parameter && (value.empty() || key.value == value);
  });
}

bool IsDirectory(std::string_view type) { return type == "Practitioner" || type == "Organization"; }

std::string IdOf(std::string_view reference) {
  return std::string(reference.substr(reference.find('/') + 1));
}

KeyTerm PatientTerm(const std::string& patient) {
  return {std::string(kPatient), {"r:" + patient}, false};
}

// In front, so that it leads the search; behind an identifier, which is rarer still.
void PutFirst(Query& query, Term term) {
  const auto* first = query.all.empty() ? nullptr : std::get_if<KeyTerm>(&query.all.front());
  const bool rarer = first != nullptr && !first->negated && first->parameter == "identifier";
  query.all.insert(query.all.begin() + (rarer ? 1 : 0), std::move(term));
}

// The values of a search by target, when they all name whole references.
const std::vector<std::string>* AskedTargets(const Query& query) {
  for (const Term& term : query.all) {
    const auto* asked = std::get_if<KeyTerm>(&term);
    if (asked == nullptr || asked->parameter != "target" || asked->negated) continue;
    const bool whole =
        std::all_of(asked->values.begin(), asked->values.end(),
                    [](const std::string& value) { return value.starts_with("r:"); });
    if (whole) return &asked->values;
  }
  return nullptr;
}

}  // namespace

Result<void, Refusal> Reach::Require(Deed deed, const TypeRules& type) const {
  if (rights_.May(deed, type.name)) return {};
  return NoScope();
}

Result<void, Refusal> Reach::RequireWriting(const TypeRules& type) const {
  if (rights_.May(Deed::kCreate, type.name) || rights_.May(Deed::kUpdate, type.name)) return {};
  return NoScope();
}

Result<bool, Refusal> Reach::Holds(ResourceReader& reader, const Version& version) const {
  if (!bounded()) return true;
  auto resource = ToResource(version);
  if (!resource) return Unexpected(resource.error());
  const TypeRules* type = FindType(version.type);
  if (type == nullptr) return false;
  return Belongs(reader, *type, version.id, *resource, Targets::kAny);
}

Result<void, Refusal> Reach::RequireSeen(ResourceReader& reader, const Version& version) const {
  if (!bounded()) return {};
  auto held = Holds(reader, version);
  if (held && *held) {
    auto current = reader.Read(version.type, version.id);
    if (!current) return Unexpected(ToRefusal(current.error()));
    held = Holds(reader, *current);
  }
  if (!held) return Unexpected(held.error());
  if (*held) return {};
  return Refuse(404, "not-found", "There is no such resource.");
}

Result<void, Refusal> Reach::RequireWritable(ResourceReader& reader, const TypeRules& type,
                                             const std::string& id, const Value& resource,
                                             const Version* current) const {
  if (auto may = Require(current == nullptr ? Deed::kCreate : Deed::kUpdate, type); !may)
    return may;
  if (!rights_.everything && type.name == "Communication" && current != nullptr) {
    auto stored = ToResource(*current);
    if (!stored) return Unexpected(stored.error());
    if (!OnlyAddsNotes(*stored, resource, rights_.author, base_)) {
      return Refuse(403, "forbidden", "A message only takes notes, signed by who adds them.",
                    "Communication.note");
    }
  }
  if (!bounded()) return {};
  // The clinic's own directory is nobody's compartment: it is read there, never written.
  if (IsDirectory(type.name) || type.name == "Device") return Outside();
  if (current != nullptr) {
    auto held = Holds(reader, *current);
    if (!held) return Unexpected(held.error());
    if (!*held) return Outside();
  }
  auto belongs = Belongs(reader, type, id, resource, Targets::kAll);
  if (!belongs) return Unexpected(belongs.error());
  return *belongs ? Result<void, Refusal>() : Outside();
}

Result<bool, Refusal> Reach::Belongs(ResourceReader& reader, const TypeRules& type,
                                     const std::string& id, const Value& resource,
                                     Targets targets) const {
  if (IsDirectory(type.name)) return true;
  if (type.name == "Patient") return "Patient/" + id == rights_.patient;
  if (type.name == "Binary") return BinaryBelongs(reader, id, resource);
  if (type.name == "Provenance") return ProvenanceBelongs(reader, resource, targets);
  const IndexEntries entries = IndexOf(type, resource, base_);
  if (type.name == "Device" && !Has(entries, PresenceParameter(kPatient), "")) return true;
  return Has(entries, kPatient, "r:" + rights_.patient);
}

// The security context decides (R4 2.31.4); without one, the patient's own DocumentReferences do.
Result<bool, Refusal> Reach::BinaryBelongs(ResourceReader& reader, const std::string& id,
                                           const Value& binary) const {
  const std::string context = PlainReference(binary["securityContext"]["reference"].text(), base_);
  if (!context.empty()) return ReferenceBelongs(reader, context);
  const std::string wanted = "Binary/" + id;
  Query query{"DocumentReference", {PatientTerm(rights_.patient)}, {}, kDocumentsAtOnce, {}};
  while (true) {
    auto page = reader.Search(query);
    if (!page) return Unexpected(ToRefusal(page.error()));
    for (const Version& version : page->versions) {
      auto document = ToResource(version);
      if (!document) return Unexpected(document.error());
      for (const Value& content : (*document)["content"].items()) {
        if (PlainReference(content["attachment"]["url"].text(), base_) == wanted) return true;
      }
    }
    if (!page->next) return false;
    query.start = page->next;
  }
}

Result<bool, Refusal> Reach::ProvenanceBelongs(ResourceReader& reader, const Value& provenance,
                                               Targets targets) const {
  bool any = false;
  for (const Value& target : provenance["target"].items()) {
    auto belongs = ReferenceBelongs(reader, PlainReference(target["reference"].text(), base_));
    if (!belongs) return belongs;
    if (!*belongs && targets == Targets::kAll) return false;
    any = any || *belongs;
  }
  return any;
}

// `reference` without base and version. What speaks of this patient, not the clinic's directory.
Result<bool, Refusal> Reach::ReferenceBelongs(ResourceReader& reader,
                                              std::string_view reference) const {
  if (reference == rights_.patient) return true;
  const TypeRules* type = FindType(reference.substr(0, reference.find('/')));
  if (type == nullptr || FindParameter(*type, kPatient) == nullptr || type->name == "Provenance")
    return false;
  auto version = reader.Read(std::string(type->name), IdOf(reference));
  if (!version) {
    if (version.error().kind == FailureKind::kNotFound) return false;
    return Unexpected(ToRefusal(version.error()));
  }
  auto resource = ToResource(*version);
  if (!resource) return Unexpected(resource.error());
  return Has(IndexOf(*type, *resource, base_), kPatient, "r:" + rights_.patient);
}

Result<void, Refusal> Reach::Narrow(ResourceReader& reader, Query& query) const {
  if (!bounded() || IsDirectory(query.type)) return {};
  if (query.type == "Patient") {
    query.all.emplace_back(IdTerm{{IdOf(rights_.patient)}});
  } else if (query.type == "Provenance") {
    return NarrowProvenance(reader, query);
  } else if (query.type == "Device") {
    query.all.emplace_back(KeyTerm{PresenceParameter(kPatient), {"true"}, true});
  } else {
    PutFirst(query, PatientTerm(rights_.patient));
  }
  return {};
}

// A Provenance does not name the patient of its targets: those that may be shown are the ones whose
// target is among the patient's own resources.
Result<void, Refusal> Reach::NarrowProvenance(ResourceReader& reader, Query& query) const {
  KeyTerm own{"target", {"r:" + rights_.patient}, false};
  if (const auto* asked = AskedTargets(query)) {
    // Few targets were named: looking at those is cheaper than gathering all.
    for (const std::string& value : *asked) {
      auto belongs = ReferenceBelongs(reader, std::string_view(value).substr(2));
      if (!belongs) return Unexpected(belongs.error());
      if (*belongs) own.values.push_back(value);
    }
    PutFirst(query, std::move(own));
    return {};
  }
  for (const TypeRules& type : AllTypes()) {
    if (type.name == "Patient" || type.name == "Provenance" || type.name == "AuditEvent" ||
        FindParameter(type, kPatient) == nullptr) {
      continue;
    }
    auto ids =
        reader.FindIds({std::string(type.name), {PatientTerm(rights_.patient)}, {}, kMostOwn, {}});
    if (!ids) return Unexpected(ToRefusal(ids.error()));
    for (const std::string& id : *ids)
      own.values.push_back("r:" + std::string(type.name) + "/" + id);
  }
  if (own.values.size() > std::size_t(kMostOwn)) {
    return Refuse(400, "too-costly", "The patient has too many resources: ask by target.");
  }
  PutFirst(query, std::move(own));
  return {};
}

std::string PatientOf(const TypeRules& type, const Value& resource, std::string_view base) {
  if (type.name == "Patient") return "Patient/" + resource["id"].text();
  if (type.name == "Binary") {
    const std::string context =
        PlainReference(resource["securityContext"]["reference"].text(), base);
    return context.starts_with("Patient/") ? context : "";
  }
  for (const Key& key : IndexOf(type, resource, base).keys) {
    if (key.parameter == kPatient && key.value.starts_with("r:Patient/"))
      return key.value.substr(2);
  }
  return "";
}

}  // namespace chartbridge::chart
