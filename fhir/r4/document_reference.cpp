#include "fhir/r4/document_reference.h"

namespace chartbridge::fhir::r4 {

json::Value ToJson(const DocumentReference& document) {
  json::Array identifiers;
  for (const Identifier& identifier : document.identifiers) {
    identifiers.push_back(ToJson(identifier));
  }
  json::Value context;
  SetIfAny(context, "related", ToReferences(document.related));
  json::Value content;
  content.Set("attachment", ToJson(document.attachment));

  json::Value value;
  value.Set("resourceType", "DocumentReference");
  SetIfAny(value, "meta", ToMeta(document.security, document.tags));
  SetIfAny(value, "language", document.language);
  SetIfAny(value, "masterIdentifier", ToJson(document.master_identifier));
  SetIfAny(value, "identifier", std::move(identifiers));
  SetIfAny(value, "status", document.status);
  SetIfAny(value, "type", ToConcept(document.type));
  SetIfAny(value, "category", ToConcepts(document.categories));
  SetIfAny(value, "subject", ToJson(document.subject));
  SetIfAny(value, "date", document.date);
  SetIfAny(value, "author", ToReferences(document.authors));
  SetIfAny(value, "custodian", ToJson(document.custodian));
  SetIfAny(value, "description", document.description);
  SetIfAny(value, "securityLabel", ToConcepts(document.security_labels));
  value.Set("content", json::Array{std::move(content)});
  SetIfAny(value, "context", std::move(context));
  return value;
}

}  // namespace chartbridge::fhir::r4
