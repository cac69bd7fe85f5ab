#include "mappings/tables.h"

#include <algorithm>
#include <array>

#include "embedded/tables.h"
#include "fhir/json/parse.h"
#include "fhir/json/schema.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;

constexpr std::array<std::string_view, 6> kMediaKinds{"image", "video",    "voice",
                                                      "audio", "document", "sticker"};

Result<Value, Issue> ReadEmbedded(const std::string& path) {
  const embedded::tables::File* file = embedded::tables::Find(path);
  if (file == nullptr) return Fault("not-found", path, "is not part of this program");
  auto value = fhir::json::Parse(file->bytes);
  if (!value) return Fault(value.error().code, path, value.error().text);
  return value;
}

Result<void, Issue> CheckTable(const std::string& name, const Value& table) {
  const auto schema = ReadEmbedded("tables/" + name + ".schema.json");
  if (!schema) return Unexpected<Issue>(schema.error());
  if (auto valid = fhir::json::ValidateSchema(table, *schema); !valid) {
    return Fault(valid.error().code, "mappings/tables/" + name + ".json" + valid.error().expression,
                 valid.error().text);
  }
  return {};
}

fhir::r4::Coding ReadCoding(const Value& value) {
  return {value["system"].text(), value["code"].text(), value["display"].text()};
}

void ReadMediaTypes(const Value& source, Tables& tables) {
  for (const Value& category : source["categories"].items()) {
    tables.document_categories.push_back(ReadCoding(category));
  }
  for (const Value& kind : source["kinds"].items()) {
    const Value& type = kind["type"];
    tables.media_types[kind["kind"].text()] = {ReadCoding(type["in"]), ReadCoding(type["out"])};
  }
}

void ReadKinds(const Value& source, Tables& tables) {
  const auto mode = [&](const Value& value) {
    return fhir::r4::Coding{source["mediumSystem"].text(), value["code"].text(),
                            value["display"].text()};
  };
  for (const Value& written : source["written"].items()) tables.written.push_back(mode(written));
  tables.spoken = mode(source["spoken"]);
  for (const Value& type : source["spokenTypes"].items()) tables.spoken_types.insert(type.text());
}

// The schema fixes how many entries there are; that none is there twice it cannot say.
Result<void, Issue> CheckComplete(const Tables& tables) {
  for (const std::string_view kind : kMediaKinds) {
    if (!tables.media_types.contains(kind)) {
      return Fault("required", "mappings/tables/media-types.json",
                   "lacks kind " + std::string(kind));
    }
  }
  return {};
}

}  // namespace

Result<TableSources, Issue> EmbeddedTables() {
  TableSources sources;
  const std::array<std::pair<const char*, Value*>, 2> places{
      {{"kinds", &sources.kinds}, {"media-types", &sources.media_types}}};
  for (const auto& [name, place] : places) {
    auto value = ReadEmbedded("tables/" + std::string(name) + ".json");
    if (!value) return Unexpected<Issue>(value.error());
    *place = std::move(*value);
  }
  return sources;
}

Result<Tables, Issue> ReadTables(const TableSources& sources) {
  if (auto ok = CheckTable("kinds", sources.kinds); !ok) return Unexpected<Issue>(ok.error());
  if (auto ok = CheckTable("media-types", sources.media_types); !ok) {
    return Unexpected<Issue>(ok.error());
  }
  Tables tables;
  ReadKinds(sources.kinds, tables);
  ReadMediaTypes(sources.media_types, tables);
  if (auto ok = CheckComplete(tables); !ok) return Unexpected<Issue>(ok.error());
  return tables;
}

Result<Tables, Issue> LoadTables() {
  const auto sources = EmbeddedTables();
  if (!sources) return Unexpected<Issue>(sources.error());
  return ReadTables(*sources);
}

}  // namespace chartbridge::mappings
