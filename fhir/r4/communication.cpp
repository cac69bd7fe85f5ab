#include "fhir/r4/communication.h"

namespace chartbridge::fhir::r4 {
namespace {

json::Value ToJson(const Payload& payload) {
  json::Value value;
  SetIfAny(value, "extension", r4::ToJson(payload.extensions));
  if (const auto* text = std::get_if<std::string>(&payload.content)) {
    value.Set("contentString", *text);
  } else {
    value.Set("contentReference", r4::ToJson(std::get<Reference>(payload.content)));
  }
  return value;
}

}  // namespace

json::Value ToJson(const Communication& communication) {
  json::Array payload;
  for (const Payload& part : communication.payload) payload.push_back(ToJson(part));
  json::Array notes;
  for (const Annotation& note : communication.notes) notes.push_back(r4::ToJson(note));
  json::Value value;
  value.Set("resourceType", "Communication");
  SetIfAny(value, "meta", ToMeta(communication.security, communication.tags));
  SetIfAny(value, "language", communication.language);
  SetIfAny(value, "extension", ToJson(communication.extensions));
  value.Set("identifier", json::Array{ToJson(communication.identifier)});
  SetIfAny(value, "partOf", ToReferences(communication.part_of));
  SetIfAny(value, "inResponseTo", ToReferences(communication.in_response_to));
  SetIfAny(value, "status", communication.status);
  SetIfAny(value, "category", ToConcepts(communication.categories));
  SetIfAny(value, "medium", ToConcepts(communication.media));
  SetIfAny(value, "subject", ToJson(communication.subject));
  SetIfAny(value, "sent", communication.sent);
  SetIfAny(value, "received", communication.received);
  SetIfAny(value, "recipient", ToReferences(communication.recipients));
  SetIfAny(value, "sender", ToJson(communication.sender));
  SetIfAny(value, "payload", std::move(payload));
  SetIfAny(value, "note", std::move(notes));
  return value;
}

}  // namespace chartbridge::fhir::r4
