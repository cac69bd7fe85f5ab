// Communication (FHIR R4): one message, or the thread that messages are part of.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "fhir/r4/elements.h"

namespace chartbridge::fhir::r4 {

// Text, or a reference to where the content is. R5 turns text into an Attachment, so nothing but
// ToJson knows how text is written here.
struct Payload {
  std::variant<std::string, Reference> content;
  std::vector<Extension> extensions;
};

struct Communication {
  std::vector<Coding> security;
  std::vector<Coding> tags;
  std::string language;  // of what the resource itself says; BCP 47
  std::vector<Extension> extensions;
  Identifier identifier;
  std::vector<Reference> part_of;
  std::vector<Reference> in_response_to;
  std::string status;
  std::vector<Coding> categories;  // one CodeableConcept each
  std::vector<Coding> media;       // element `medium`, one CodeableConcept each
  Reference subject;
  std::string sent;      // dateTime
  std::string received;  // dateTime
  std::vector<Reference> recipients;
  Reference sender;
  std::vector<Payload> payload;
  std::vector<Annotation> notes;
};

json::Value ToJson(const Communication& communication);

}  // namespace chartbridge::fhir::r4
