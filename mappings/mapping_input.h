// What every resource of a Bundle is made from: the message, where it goes, and the derived names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fhir/r4/elements.h"
#include "mappings/codes.h"
#include "mappings/labels.h"
#include "mappings/message.h"
#include "mappings/tables.h"
#include "mappings/to_bundle.h"

namespace chartbridge::mappings {

// References that outlive nothing: built inside one call, passed down, gone with it.
struct MappingInput {
  const Item& item;
  const Message& message;
  const Context& context;
  const Tables& tables;
  words::Catalogue words;                // of the clinic's language
  std::vector<fhir::r4::Coding> labels;  // of the message, confidentiality included
  // Literal references by part: what stands in the chart, and entries of the same Bundle.
  std::map<std::string, std::string> references;
};

// A Fault when the item is no message, or the context lacks what a Bundle needs.
Result<MappingInput, Issue> Prepare(const Item& item, const Context& context, const Tables& tables);

// The UUID of a part of this message in this filing.
std::string IdentityOf(const MappingInput& input, std::string_view part);
std::string MediaPart(const char* part, int number);  // ("media", 0) -> "media:0"

// The identifier that resources we create carry: urn:chartbridge:id | urn:uuid:<uuid>.
fhir::r4::Identifier IdentifierOf(std::string_view uuid);
// {type, identifier}: to a resource whose id we do not know yet.
fhir::r4::Reference LogicalReference(const char* type, std::string_view uuid, std::string display);
// {reference}: to another entry of the same Bundle, named by its derived identity.
fhir::r4::Reference EntryReference(std::string_view uuid);
// To a part of this message: logical, and literal too once it stands or is in the same Bundle, so
// that readers which follow only one kind find it.
fhir::r4::Reference PartReference(const MappingInput& input, const char* type,
                                  const std::string& part, std::string display);

fhir::r4::Reference Patient(const MappingInput& input);
fhir::r4::Reference Organization(const MappingInput& input);
// Whoever writes from the other side, as the match decided; empty when nobody knows.
fhir::r4::Reference Contact(const MappingInput& input);
// Who said it: that contact, or the clinic, whose number it is; empty when nobody knows.
fhir::r4::Reference AuthorReference(const MappingInput& input);

bool IsForwarded(const Message& message);

// The message that this one quotes or reacts to; nullptr when there is none.
const ProviderId* TargetOf(const Message& message);

// When it was said: the provider's time if it is plausible, else the time of arrival.
Instant SentAt(const MappingInput& input);

// meta.security: labels, and "patient reported" for what the patient, or who speaks for them, says.
std::vector<fhir::r4::Coding> Security(const MappingInput& input,
                                       std::vector<fhir::r4::Coding> labels);
// meta.tag: where the item came from, unless it came live; that its time is not the sender's.
std::vector<fhir::r4::Coding> SourceTags(const MappingInput& input);

// Resource.language: that of the words the bridge itself puts there (docs/adr/0011). Absent for a
// language that R4's value set of languages does not know, which validators take for an error.
std::string ResourceLanguage(const MappingInput& input);

// What is known about a medium; without word from the caller it is pending, or not to be had.
MediaState StateOf(const MappingInput& input, const Media& media);

}  // namespace chartbridge::mappings
