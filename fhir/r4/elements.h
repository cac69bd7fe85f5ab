// The small FHIR R4 datatypes that our resources are made of. Absent parts are empty strings and
// are left out of the JSON: FHIR has no empty values (R4 2.6.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/json/value.h"

namespace chartbridge::fhir::r4 {

struct Coding {
  std::string system;
  std::string code;
  std::string display;
  bool operator==(const Coding&) const = default;
};

struct Identifier {
  std::string system;
  std::string value;
  bool operator==(const Identifier&) const = default;
};

// Literal when `reference` is set, logical when only `identifier` is.
struct Reference {
  std::string reference;
  std::string type;
  Identifier identifier;
  std::string display;
  bool operator==(const Reference&) const = default;
};

struct Attachment {
  std::string content_type;
  std::string url;
  std::uint64_t size = 0;  // bytes before base64
  std::string hash;        // SHA-1 in base64; no security measure
  std::string title;
};

// `value` under "valueCoding", "valueDecimal", …; or, with name "extension", an array of further
// ones. What each of ours means: fhir/definitions.
struct Extension {
  std::string url;
  std::string value_name;
  json::Value value;
};

struct Annotation {
  std::vector<Extension> extensions;
  Reference author;
  std::string text;
};

json::Value ToJson(const Coding& coding);
json::Value ToJson(const Identifier& identifier);
json::Value ToJson(const Reference& reference);
json::Value ToJson(const Attachment& attachment);
json::Value ToJson(const Extension& extension);
json::Value ToJson(const std::vector<Extension>& extensions);
json::Value ToJson(const Annotation& note);

// A CodeableConcept of one coding; null for an empty one.
json::Value ToConcept(const Coding& coding);
// One CodeableConcept for each coding that is not empty.
json::Value ToConcepts(const std::vector<Coding>& codings);
// Those that are not empty.
json::Value ToReferences(const std::vector<Reference>& references);

// Resource.meta of these labels and tags; null when both are empty.
json::Value ToMeta(const std::vector<Coding>& security, const std::vector<Coding>& tags);

// Sets the member unless the value is null or an empty string, array or object.
void SetIfAny(json::Value& object, std::string name, json::Value value);

}  // namespace chartbridge::fhir::r4
