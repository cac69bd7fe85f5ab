// The code tables in mappings/tables: reviewed JSON, embedded at build, checked against its schema
// when it is read. They decide which codes and which words the bridge itself puts into a chart.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"
#include "fhir/r4/elements.h"
#include "mappings/message.h"

namespace chartbridge::mappings {

// One entry for each of image, video, voice, audio, document, sticker.
struct MediaType {
  struct Sent {
    fhir::r4::Coding type;  // LOINC
    std::string description;
  };
  std::string label;  // "Photo": what the bridge calls it, never what it shows
  Sent in;
  Sent out;
  std::string forwarded;  // description when the sender did not make it
};

struct MessageKind {
  bool spoken = false;
};

struct Flag {
  std::string display;
  std::string note_in;
  std::string note_out;
};

struct Tables {
  std::map<std::string, MediaType, std::less<>> media_types;
  std::vector<fhir::r4::Coding> document_categories;
  std::string doc_status_in;
  std::string doc_status_out;
  std::map<std::string, std::string, std::less<>> not_kept;  // code -> sentence
  std::string not_kept_otherwise;
  std::map<std::string, MessageKind, std::less<>> kinds;
  std::vector<fhir::r4::Coding> written;  // the first one is the default
  fhir::r4::Coding spoken;
  std::map<std::string, std::string, std::less<>> sentences;
  std::map<std::string, Flag, std::less<>> flags;
};

// The embedded tables. `serve` and `check` call it at start and refuse to go on with a Fault.
Result<Tables, Issue> LoadTables();

// The tables from these values, each checked against its embedded schema.
struct TableSources {
  fhir::json::Value kinds;
  fhir::json::Value media_types;
  fhir::json::Value not_kept;
};
Result<TableSources, Issue> EmbeddedTables();
Result<Tables, Issue> ReadTables(const TableSources& sources);

// The key of a medium in `media_types` and `kinds`; kinds that we do not know count as documents.
std::string_view MediaTableKey(const Media& media);

// `sentence` with every "{name}" replaced by `value`.
std::string Fill(std::string sentence, std::string_view name, std::string_view value);

}  // namespace chartbridge::mappings
