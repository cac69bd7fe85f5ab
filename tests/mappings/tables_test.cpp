// The code tables are data that clinicians change: what may stand there is fixed here.
#include "mappings/tables.h"

#include <gtest/gtest.h>

#include <set>

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;

TEST(Tables, TheEmbeddedOnesFitTheirSchemas) {
  const auto tables = LoadTables();
  ASSERT_TRUE(tables) << tables.error().expression << " " << tables.error().text;
  EXPECT_TRUE(tables->spoken_types.contains("voice"));
  EXPECT_EQ(tables->written.front().code, "ONLINEWRIT");
  EXPECT_EQ(tables->spoken.code, "VERBAL");
}

// No validator that works offline knows LOINC (reference/fhir.md section 2), so the codes are
// compared with those that R4's c80-doc-typecodes is known to have.
TEST(Tables, EveryLoincCodeIsOneThatWasChecked) {
  const std::set<std::pair<std::string, std::string>> checked{
      {"72170-4", "Photographic image Unspecified body region Document"},
      {"51855-5", "Patient Note"},
      {"55188-7", "Patient data Document"},
      {"56444-3", "Healthcare communication Document"}};
  const Tables tables = LoadTables().value();
  for (const auto& [kind, type] : tables.media_types) {
    for (const fhir::r4::Coding& coding : {type.in, type.out}) {
      EXPECT_TRUE(checked.contains({coding.code, coding.display})) << kind;
    }
  }
}

std::string Refusal(const TableSources& sources) {
  const auto tables = ReadTables(sources);
  return tables ? "" : tables.error().expression + " " + tables.error().text;
}

TEST(Tables, AFaultNamesTheFileAndThePlace) {
  TableSources sources = EmbeddedTables().value();
  sources.kinds.Find("spokenTypes")->Push("hologram");
  EXPECT_NE(Refusal(sources).find("mappings/tables/kinds.json#/spokenTypes/"), std::string::npos);
}

TEST(Tables, AMissingKindIsAFault) {
  TableSources sources = EmbeddedTables().value();
  fhir::json::Array& kinds = *sources.media_types.Find("kinds")->array();
  kinds.back() = kinds.front();
  EXPECT_EQ(Refusal(sources), "mappings/tables/media-types.json lacks kind sticker");
}

TEST(Tables, ALoincCodeOfTheWrongShapeIsAFault) {
  TableSources sources = EmbeddedTables().value();
  sources.media_types.Find("kinds")->array()->front().Find("type")->Find("in")->Set("code",
                                                                                    "photo");
  EXPECT_NE(Refusal(sources), "");
}

TEST(Tables, AnEmptyOrForeignTableIsAFault) {
  TableSources sources = EmbeddedTables().value();
  sources.kinds = Value();
  EXPECT_NE(Refusal(sources), "");
  sources.kinds = sources.media_types;
  EXPECT_NE(Refusal(sources), "");
}

}  // namespace
}  // namespace chartbridge::mappings
