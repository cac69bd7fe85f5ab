// The code tables in mappings/tables: reviewed JSON, embedded at build, checked against its schema
// when it is read. They decide which LOINC and HL7 codes the bridge puts into a chart.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"
#include "fhir/r4/elements.h"

namespace chartbridge::mappings {

// LOINC types of one medium: what comes in, what the clinic sends.
struct MediaType {
  fhir::r4::Coding in;
  fhir::r4::Coding out;
};

struct Tables {
  std::map<std::string, MediaType, std::less<>> media_types;  // by code of kTypeSystem
  std::vector<fhir::r4::Coding> document_categories;
  std::vector<fhir::r4::Coding> written;  // the first one is the default
  fhir::r4::Coding spoken;
  std::set<std::string, std::less<>> spoken_types;
};

// The embedded tables. `serve` and `check` call it at start and refuse to go on with a Fault.
Result<Tables, Issue> LoadTables();

// The tables from these values, each checked against its embedded schema.
struct TableSources {
  fhir::json::Value kinds;
  fhir::json::Value media_types;
};
Result<TableSources, Issue> EmbeddedTables();
Result<Tables, Issue> ReadTables(const TableSources& sources);

}  // namespace chartbridge::mappings
