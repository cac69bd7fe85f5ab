#include "connectors/ehr/entry_names.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

fhir::json::Value Json(std::string_view text) { return fhir::json::Parse(text).value(); }

TEST(RenameEntries, ReferencesFollowAndIdentifiersStay) {
  const auto renamed = RenameEntries(Json(R"({"entry":[
    {"fullUrl":"urn:uuid:a","resource":{"identifier":[{"value":"urn:uuid:a"}],"partOf":[{"reference":"urn:uuid:b"}],
      "payload":[{"contentString":"urn:uuid:a"}]}},
    {"fullUrl":"urn:uuid:b","resource":{"target":[{"reference":"urn:uuid:a"},{"reference":"Patient/1"}]}},
    {"fullUrl":"https://e/fhir/Binary/1","resource":{"securityContext":{"reference":"urn:uuid:z"}}}]})"));
  const auto& first = renamed["entry"].at(0);
  const auto& second = renamed["entry"].at(1);
  EXPECT_NE(first["fullUrl"].text(), "urn:uuid:a");
  EXPECT_EQ(first["resource"]["identifier"].at(0)["value"].text(), "urn:uuid:a");
  EXPECT_EQ(first["resource"]["payload"].at(0)["contentString"].text(), "urn:uuid:a");
  EXPECT_EQ(first["resource"]["partOf"].at(0)["reference"], second["fullUrl"]);
  EXPECT_EQ(second["resource"]["target"].at(0)["reference"], first["fullUrl"]);
  EXPECT_EQ(second["resource"]["target"].at(1)["reference"].text(), "Patient/1");
  EXPECT_EQ(renamed["entry"].at(2)["fullUrl"].text(), "https://e/fhir/Binary/1");
  EXPECT_EQ(renamed["entry"].at(2)["resource"]["securityContext"]["reference"].text(),
            "urn:uuid:z");
}

TEST(RenameEntries, IsTheSameEachTimeAndSurvivesOddBundles) {
  const char* text = R"({"entry":[{"fullUrl":"urn:uuid:a"}]})";
  EXPECT_EQ(RenameEntries(Json(text)), RenameEntries(Json(text)));
  for (const char* odd : {"{}", "[]", R"({"entry":{}})", R"({"entry":[1,null]})"}) {
    EXPECT_EQ(RenameEntries(Json(odd)), Json(odd));
  }
}

}  // namespace
}  // namespace chartbridge::ehr
