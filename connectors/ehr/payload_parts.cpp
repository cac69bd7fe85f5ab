#include "connectors/ehr/payload_parts.h"

#include "mappings/identity.h"
#include "mappings/mapping_input.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using fhir::json::Value;

constexpr std::string_view kUuidUrn = "urn:uuid:";

// Version 0.1.0 had at most one medium a message, number 0.
std::string PartNameOf(const Value& resource) {
  const std::string& type = resource["resourceType"].text();
  if (type == "Communication") return IsThread(resource) ? "thread" : "message";
  if (type == "DocumentReference") return "media:0";
  if (type == "Binary") return "binary:0";
  return "provenance";
}

}  // namespace

std::string IdentityOf(const Value& resource) {
  for (const Value& identifier : resource["identifier"].items()) {
    if (identifier["system"].text() != mappings::kIdentifierSystem) continue;
    const std::string& value = identifier["value"].text();
    if (value.starts_with(kUuidUrn)) return value.substr(kUuidUrn.size());
  }
  const std::string& type = resource["resourceType"].text();
  return type == "Binary" || type == "Provenance" ? resource["id"].text() : std::string();
}

bool IsThread(const Value& resource) {
  for (const Value& category : resource["category"].items()) {
    for (const Value& coding : category["coding"].items()) {
      if (coding["system"].text() == mappings::kKindSystem && coding["code"].text() == "thread")
        return true;
    }
  }
  return false;
}

FilingPart PartOf(const bridge::Payload& payload, const Value& entry) {
  const Value& resource = entry["resource"];
  const std::string& type = resource["resourceType"].text();
  const std::string identity = IdentityOf(resource);
  for (const FilingPart& part : payload.parts) {
    if (part.type == type && part.identity == identity) return part;
  }
  FilingPart part;
  part.part = PartNameOf(resource);
  part.type = type;
  part.identity = identity;
  return part;
}

Value* FindBinary(Value& bundle, const std::string& reference) {
  Value* list = bundle.Find("entry");
  if (list == nullptr || list->array() == nullptr) return nullptr;
  for (Value& entry : *list->array()) {
    if (entry["resource"]["resourceType"].text() == "Binary" &&
        "Binary/" + entry["resource"]["id"].text() == reference) {
      return entry.Find("resource");
    }
  }
  return nullptr;
}

}  // namespace chartbridge::ehr
