#include "connectors/ehr/entry_names.h"

#include <utility>

#include "base/id.h"
#include "mappings/identity.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Array;
using fhir::json::Member;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::string_view kUuid = "urn:uuid:";

// Values nest at most as deep as the JSON door lets in.
void RenameReferences(Value& value, const std::map<std::string, std::string>& names) {
  if (Array* list = value.array()) {
    for (Value& element : *list) RenameReferences(element, names);
  }
  Object* members = value.object();
  if (members == nullptr) return;
  for (Member& member : *members) {
    const auto name = member.first == "reference" ? names.find(member.second.text()) : names.end();
    if (name != names.end()) {
      member.second = name->second;
    } else {
      RenameReferences(member.second, names);
    }
  }
}

}  // namespace

Value RenameEntries(Value bundle) {
  Value* list = bundle.Find("entry");
  if (list == nullptr || !list->is_array()) return bundle;
  std::map<std::string, std::string> names;
  for (Value& entry : *list->array()) {
    const std::string old = entry["fullUrl"].text();
    if (old.rfind(kUuid, 0) != 0) continue;
    const std::string name =
        std::string(kUuid) + UuidV5(mappings::kIdentityNamespace, "entry/" + old);
    names[old] = name;
    entry.Set("fullUrl", name);
  }
  for (Value& entry : *list->array()) {
    if (Value* resource = entry.Find("resource")) RenameReferences(*resource, names);
  }
  return bundle;
}

Value WithoutStanding(Value bundle, const std::map<std::string, std::string>& standing) {
  Value* list = bundle.Find("entry");
  if (list == nullptr || !list->is_array()) return bundle;
  std::erase_if(*list->array(),
                [&](const Value& entry) { return standing.contains(entry["fullUrl"].text()); });
  for (Value& entry : *list->array()) {
    if (Value* resource = entry.Find("resource")) RenameReferences(*resource, standing);
  }
  return bundle;
}

}  // namespace chartbridge::ehr
