// DocumentReference (FHIR R4): where a medium is and what it is.
#pragma once

#include <string>
#include <vector>

#include "fhir/r4/elements.h"

namespace chartbridge::fhir::r4 {

struct DocumentReference {
  std::vector<Coding> security;
  std::vector<Coding> tags;
  std::string language;  // of what the resource itself says; BCP 47
  Identifier master_identifier;
  std::vector<Identifier> identifiers;
  std::string status;
  Coding type;
  std::vector<Coding> categories;  // one CodeableConcept each
  Reference subject;
  std::string date;  // instant, not dateTime
  std::vector<Reference> authors;
  Reference custodian;
  std::string description;
  std::vector<Coding> security_labels;  // of the document; `security` is of this resource
  Attachment attachment;
  std::vector<Reference> related;
};

json::Value ToJson(const DocumentReference& document);

}  // namespace chartbridge::fhir::r4
