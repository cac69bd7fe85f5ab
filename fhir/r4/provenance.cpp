#include "fhir/r4/provenance.h"

namespace chartbridge::fhir::r4 {
namespace {

json::Value ToJson(const Provenance::Agent& agent) {
  json::Value value;
  SetIfAny(value, "type", ToConcept(agent.type));
  SetIfAny(value, "who", r4::ToJson(agent.who));
  SetIfAny(value, "onBehalfOf", r4::ToJson(agent.on_behalf_of));
  return value;
}

json::Value ToJson(const Provenance::Entity& entity) {
  json::Value value;
  SetIfAny(value, "role", entity.role);
  SetIfAny(value, "what", r4::ToJson(entity.what));
  return value;
}

}  // namespace

json::Value ToJson(const Provenance& provenance) {
  json::Array policies;
  for (const std::string& uri : provenance.policies) policies.push_back(uri);
  json::Array agents;
  for (const Provenance::Agent& agent : provenance.agents) agents.push_back(ToJson(agent));
  json::Array entities;
  for (const Provenance::Entity& entity : provenance.entities) entities.push_back(ToJson(entity));

  json::Value value;
  value.Set("resourceType", "Provenance");
  SetIfAny(value, "id", provenance.id);
  SetIfAny(value, "meta", ToMeta(provenance.security, provenance.tags));
  SetIfAny(value, "target", ToReferences(provenance.targets));
  SetIfAny(value, "occurredDateTime", provenance.occurred);
  SetIfAny(value, "recorded", provenance.recorded);
  SetIfAny(value, "policy", std::move(policies));
  SetIfAny(value, "reason", ToConcepts({provenance.reason}));
  SetIfAny(value, "activity", ToConcept(provenance.activity));
  SetIfAny(value, "agent", std::move(agents));
  SetIfAny(value, "entity", std::move(entities));
  return value;
}

}  // namespace chartbridge::fhir::r4
