// Our own codes and extensions, as fhir/definitions publishes them. What a message is stands in the
// chart as a code; words for it are the catalogue's (words/words.h), never part of what was said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/r4/elements.h"
#include "mappings/message.h"
#include "words/words.h"

namespace chartbridge::mappings {

inline constexpr const char* kKindSystem = "urn:chartbridge:cs:kind";
inline constexpr const char* kTypeSystem = "urn:chartbridge:cs:message-type";
inline constexpr const char* kFlagSystem = "urn:chartbridge:cs:flag";
inline constexpr const char* kSourceSystem = "urn:chartbridge:cs:source";
inline constexpr const char* kFileStateSystem = "urn:chartbridge:cs:file-state";
inline constexpr const char* kNotKeptSystem = "urn:chartbridge:cs:not-kept";
inline constexpr const char* kMappingSystem = "urn:chartbridge:cs:mapping";
inline constexpr const char* kMappingVersion = "2";  // one higher whenever a mapping changes

// A code of one of these systems with its display in the catalogue's language.
fhir::r4::Coding Coded(const words::Catalogue& words, const char* system, std::string_view code);

// urn:chartbridge:ext:<name>
fhir::r4::Extension CodingExtension(std::string_view name, const fhir::r4::Coding& coding);
fhir::r4::Extension TextExtension(std::string_view name, std::string text);
fhir::r4::Extension GroupExtension(std::string_view name,
                                   const std::vector<fhir::r4::Extension>& inner);
// Inside a group extensions have short names.
fhir::r4::Extension Inner(fhir::r4::Extension extension);

// What the bridge says about a message: a code of ours, and the same in words.
struct Statement {
  const char* system;
  std::string code;
  std::string text;
};

// A message without who, when and where.
struct Said {
  std::string type;                // of kTypeSystem
  std::vector<std::string> texts;  // what was said: the patient's or clinic's own words alone
  std::vector<std::string> flags;  // of kFlagSystem
  std::vector<fhir::r4::Extension> extensions;  // values: coordinates, the provider's word
  std::vector<Statement> statements;
};
Said Read(const Message& message, const words::Catalogue& words);

// "image", "video", "voice", "audio", "document", "sticker": its code of kTypeSystem. Kinds that we
// do not know count as documents.
std::string_view TypeOf(const Media& media);

}  // namespace chartbridge::mappings
