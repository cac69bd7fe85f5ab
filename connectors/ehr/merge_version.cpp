#include "connectors/ehr/merge_version.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "mappings/codes.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Array;
using fhir::json::Member;
using fhir::json::Value;

// What makes two elements of a list the same one.
using KeyOf = std::string (*)(const Value&);

std::string CodingKey(const Value& coding) {
  return coding["system"].text() + "|" + coding["code"].text();
}
std::string ConceptKey(const Value& concept_) {
  return CodingKey(concept_["coding"].at(0)) + "|" + concept_["text"].text();
}
std::string IdentifierKey(const Value& identifier) {
  return identifier["system"].text() + "|" + identifier["value"].text();
}
std::string NoteKey(const Value& note) { return note["text"].text(); }
std::string UrlKey(const Value& extension) { return extension["url"].text(); }
// The identity where it is given: the literal part may come later.
std::string ReferenceKey(const Value& reference) {
  const std::string identity = IdentifierKey(reference["identifier"]);
  return identity != "|" ? identity : reference["reference"].text();
}

constexpr std::string_view kConfidentialitySystem =
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

bool IsConfidentiality(const Value& coding) {
  return coding["system"].text() == kConfidentialitySystem;
}

// v3-Confidentiality, from the least to the most.
std::size_t Strictness(const Value& coding) {
  constexpr std::string_view kOrder = "ULMNRV";
  const std::string& code = coding["code"].text();
  const std::size_t at = code.size() == 1 ? kOrder.find(code[0]) : std::string_view::npos;
  return at == std::string_view::npos ? kOrder.size() : at;
}

// What only the mapping writes (fhir/definitions): its types, flags and values, and the notes that
// say them in words. `edited` and `deleted` are set by whoever learns of it.
bool IsOfMapping(const Value& element) {
  const Value& coding = element["coding"].at(0);
  const std::string& system = coding["system"].text();
  if (system == mappings::kTypeSystem) return true;
  if (system == mappings::kFlagSystem)
    return coding["code"].text() != "edited" && coding["code"].text() != "deleted";
  for (const char* name : {"geolocation", "provider-type", "file-not-kept"}) {
    if (element["url"].text() == std::string("urn:chartbridge:ext:") + name) return true;
  }
  const Array& inner = element["extension"].items();
  return std::any_of(inner.begin(), inner.end(), [](const Value& extension) {
    return extension["url"].text() == "urn:chartbridge:ext:statement";
  });
}

// All of `standing` but what the mapping does not say any more.
Array StillSaid(const Value& standing, const Value& wanted, KeyOf key) {
  Array all = standing.items();
  std::erase_if(all, [&](const Value& element) {
    return IsOfMapping(element) &&
           std::none_of(wanted.items().begin(), wanted.items().end(),
                        [&](const Value& other) { return key(other) == key(element); });
  });
  return all;
}

// All of `standing`, each replaced by the wanted one of the same key; then those that are new.
Value Union(const Value& standing, const Value& wanted, KeyOf key) {
  Array all = StillSaid(standing, wanted, key);
  for (const Value& element : wanted.items()) {
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const Value& other) { return key(other) == key(element); });
    if (same == all.end()) {
      all.push_back(element);
    } else if (key != NoteKey) {  // a note keeps its author and time
      *same = element;
    }
  }
  return all;
}

Value Labels(const Value& standing, const Value& wanted) {
  Array all = Union(standing, wanted, CodingKey).items();
  const auto strictest =
      std::max_element(all.begin(), all.end(), [](const Value& left, const Value& right) {
        if (IsConfidentiality(left) != IsConfidentiality(right)) return IsConfidentiality(right);
        return IsConfidentiality(left) && Strictness(left) < Strictness(right);
      });
  if (strictest == all.end() || !IsConfidentiality(*strictest)) return all;
  const std::string keep = CodingKey(*strictest);
  std::erase_if(all, [&](const Value& coding) {
    return IsConfidentiality(coding) && CodingKey(coding) != keep;
  });
  return all;
}

// DocumentReference.securityLabel: concepts of one coding each.
Value LabelConcepts(const Value& standing, const Value& wanted) {
  const auto codings = [](const Value& concepts) {
    Array all;
    for (const Value& element : concepts.items()) {
      for (const Value& coding : element["coding"].items()) all.push_back(coding);
    }
    return Value(std::move(all));
  };
  Array concepts;
  const Value labels = Labels(codings(standing), codings(wanted));
  for (const Value& coding : labels.items()) {
    Value element;
    element.Set("coding", Array{coding});
    concepts.push_back(std::move(element));
  }
  return concepts;
}

void MergeMeta(Value& meta, const Value& wanted) {
  if (wanted.Find("security") != nullptr)
    meta.Set("security", Labels(meta["security"], wanted["security"]));
  if (wanted.Find("tag") != nullptr) meta.Set("tag", Union(meta["tag"], wanted["tag"], CodingKey));
}

void MergeContext(Value& context, const Value& wanted) {
  if (wanted.object() == nullptr) return;
  for (const Member& member : *wanted.object()) {
    const bool list = member.first == "related";
    Value value =
        list ? Union(context["related"], member.second, ReferenceKey) : Value(member.second);
    context.Set(member.first, std::move(value));
  }
}

KeyOf ListKey(std::string_view name) {
  if (name == "note") return NoteKey;
  if (name == "extension") return UrlKey;
  if (name == "category") return ConceptKey;
  if (name == "identifier") return IdentifierKey;
  if (name == "recipient" || name == "partOf") return ReferenceKey;
  return nullptr;
}

}  // namespace

Value MergeVersion(const Value& standing, const Value& wanted) {
  Value merged = standing;
  if (standing.object() == nullptr || wanted.object() == nullptr) return merged;
  for (const Member& member : *wanted.object()) {
    const std::string& name = member.first;
    if (name == "id" || name == "resourceType") continue;
    if (name == "meta" || name == "context") {
      Value inner = standing[name].is_object() ? standing[name] : Value();
      name == "meta" ? MergeMeta(inner, member.second) : MergeContext(inner, member.second);
      if (!inner.is_null()) merged.Set(name, std::move(inner));
    } else if (name == "securityLabel") {
      merged.Set(name, LabelConcepts(standing[name], member.second));
    } else if (const KeyOf key = ListKey(name)) {
      merged.Set(name, Union(standing[name], member.second, key));
    } else {
      merged.Set(name, member.second);
    }
  }
  for (const char* name : {"note", "extension"}) {
    if (wanted.Find(name) != nullptr || merged.Find(name) == nullptr) continue;
    Array kept = StillSaid(merged[name], wanted[name], ListKey(name));
    if (kept.empty()) {
      merged.Erase(name);
    } else {
      merged.Set(name, std::move(kept));
    }
  }
  return merged;
}

bool SaysTheSame(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  if (left.array() != nullptr) {
    return std::equal(left.items().begin(), left.items().end(), right.items().begin(),
                      right.items().end(), SaysTheSame);
  }
  if (left.object() == nullptr) return left == right;
  return left.object()->size() == right.object()->size() &&
         std::all_of(left.object()->begin(), left.object()->end(), [&](const Member& member) {
           const Value* other = right.Find(member.first);
           return other != nullptr && SaysTheSame(member.second, *other);
         });
}

}  // namespace chartbridge::ehr
