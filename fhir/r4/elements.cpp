#include "fhir/r4/elements.h"

namespace chartbridge::fhir::r4 {
namespace {

bool IsNothing(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::kNull:
      return true;
    case json::Kind::kString:
      return value.text().empty();
    case json::Kind::kArray:
      return value.array()->empty();
    case json::Kind::kObject:
      return value.object()->empty();
    case json::Kind::kBool:
    case json::Kind::kNumber:
      return false;
  }
  return false;
}

}  // namespace

void SetIfAny(json::Value& object, std::string name, json::Value value) {
  if (!IsNothing(value)) object.Set(std::move(name), std::move(value));
}

json::Value ToJson(const Coding& coding) {
  json::Value value;
  SetIfAny(value, "system", coding.system);
  SetIfAny(value, "code", coding.code);
  SetIfAny(value, "display", coding.display);
  return value;
}

json::Value ToJson(const Identifier& identifier) {
  json::Value value;
  SetIfAny(value, "system", identifier.system);
  SetIfAny(value, "value", identifier.value);
  return value;
}

json::Value ToJson(const Reference& reference) {
  json::Value value;
  SetIfAny(value, "reference", reference.reference);
  SetIfAny(value, "type", reference.type);
  SetIfAny(value, "identifier", ToJson(reference.identifier));
  SetIfAny(value, "display", reference.display);
  return value;
}

json::Value ToJson(const Attachment& attachment) {
  json::Value value;
  SetIfAny(value, "contentType", attachment.content_type);
  SetIfAny(value, "url", attachment.url);
  value.Set("size", std::int64_t(attachment.size));
  SetIfAny(value, "hash", attachment.hash);
  SetIfAny(value, "title", attachment.title);
  return value;
}

json::Value ToJson(const Extension& extension) {
  json::Value value;
  value.Set("url", extension.url);
  value.Set(extension.value_name, extension.value);
  return value;
}

json::Value ToJson(const std::vector<Extension>& extensions) {
  json::Array values;
  for (const Extension& extension : extensions) values.push_back(ToJson(extension));
  return values;
}

json::Value ToJson(const Annotation& note) {
  json::Value value;
  SetIfAny(value, "extension", ToJson(note.extensions));
  SetIfAny(value, "authorReference", ToJson(note.author));
  SetIfAny(value, "text", note.text);
  return value;
}

json::Value ToConcept(const Coding& coding) {
  json::Value value;
  if (coding != Coding{}) value.Set("coding", json::Array{ToJson(coding)});
  return value;
}

json::Value ToConcepts(const std::vector<Coding>& codings) {
  json::Array concepts;
  for (const Coding& coding : codings) {
    if (coding != Coding{}) concepts.push_back(ToConcept(coding));
  }
  return concepts;
}

json::Value ToReferences(const std::vector<Reference>& references) {
  json::Array values;
  for (const Reference& reference : references) {
    if (reference != Reference{}) values.push_back(ToJson(reference));
  }
  return values;
}

json::Value ToMeta(const std::vector<Coding>& security, const std::vector<Coding>& tags) {
  const auto list = [](const std::vector<Coding>& codings) {
    json::Array values;
    for (const Coding& coding : codings) values.push_back(ToJson(coding));
    return values;
  };
  json::Value meta;
  SetIfAny(meta, "security", list(security));
  SetIfAny(meta, "tag", list(tags));
  return meta;
}

}  // namespace chartbridge::fhir::r4
