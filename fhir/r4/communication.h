// Communication (FHIR R4): one message, or the thread that messages are part of.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "fhir/r4/elements.h"

namespace chartbridge::fhir::r4 {

// Text, or a reference to where the content is. R5 turns text into an Attachment, so nothing but
// ToJson knows how text is written here.
using Payload = std::variant<std::string, Reference>;

struct Communication {
  std::vector<Coding> security;
  std::vector<Coding> tags;
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
  std::vector<std::string> notes;
};

json::Value ToJson(const Communication& communication);

}  // namespace chartbridge::fhir::r4
