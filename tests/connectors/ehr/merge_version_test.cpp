#include "connectors/ehr/merge_version.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Value;

Value Json(std::string_view text) { return fhir::json::Parse(text).value(); }

void ExpectSame(const Value& left, const Value& right) { EXPECT_TRUE(SaysTheSame(left, right)); }

TEST(MergeVersion, OursReplacesOursAndTheRestStays) {
  const auto merged = MergeVersion(
      Json(R"({"resourceType":"Communication","id":"7","status":"completed","topic":{"text":"labs"},
        "payload":[{"contentString":"old"}],"encounter":{"reference":"Encounter/1"}})"),
      Json(R"({"resourceType":"Communication","id":"7","status":"completed",
        "payload":[{"contentString":"new"}]})"));
  ExpectSame(
      merged,
      Json(R"({"resourceType":"Communication","id":"7","status":"completed","topic":{"text":"labs"},
        "payload":[{"contentString":"new"}],"encounter":{"reference":"Encounter/1"}})"));
}

TEST(MergeVersion, NotesOfOthersStayWithTheirAuthors) {
  const auto merged = MergeVersion(
      Json(
          R"({"note":[{"text":"ours","time":"2026-11-22"},{"authorString":"Dr A","text":"call back"}]})"),
      Json(R"({"note":[{"text":"ours"},{"text":"new"}]})"));
  ExpectSame(
      merged["note"],
      Json(
          R"([{"text":"ours","time":"2026-11-22"},{"authorString":"Dr A","text":"call back"},{"text":"new"}])"));
}

// What the mapping said and says no more goes: the photo is in the chart now.
TEST(MergeVersion, WhatTheMappingSaysNoMoreGoesAndTheRestStays) {
  const std::string statement =
      R"({"extension":[{"url":"urn:chartbridge:ext:statement"}],"text":"Photo: not in the chart yet."})";
  const std::string read = R"({"url":"urn:chartbridge:ext:read"})";
  const auto flag = [](const char* code) {
    return R"({"coding":[{"system":"urn:chartbridge:cs:flag","code":")" + std::string(code) +
           "\"}]}";
  };
  const Value standing =
      Json(R"({"note":[)" + statement + R"(,{"text":"call back"}],"extension":[)" + read +
           R"(,{"url":"urn:chartbridge:ext:file-not-kept"}],"category":[)" + flag("group") + "," +
           flag("deleted") + "]}");
  const Value merged = MergeVersion(standing, Json(R"({"category":[)" + flag("forwarded") + "]}"));
  ExpectSame(merged, Json(R"({"note":[{"text":"call back"}],"extension":[)" + read +
                          R"(],"category":[)" + flag("deleted") + "," + flag("forwarded") + "]}"));
  EXPECT_EQ(
      MergeVersion(Json(R"({"note":[)" + statement + "]}"), Json(R"({"status":"x"})")).Find("note"),
      nullptr);
}

TEST(MergeVersion, TagsOfOthersStayAndLabelsOnlyBecomeStricter) {
  const char* kSystem = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  const auto label = [&](const char* code) {
    return R"({"system":")" + std::string(kSystem) + R"(","code":")" + code + "\"}";
  };
  const auto merge = [&](const char* standing, const char* wanted) {
    return MergeVersion(Json(R"({"meta":{"versionId":"3","tag":[{"code":"seen"}],"security":[)" +
                             label(standing) + R"(,{"system":"x","code":"HIV"}]}})"),
                        Json(R"({"meta":{"security":[)" + label(wanted) + "]}}"))["meta"];
  };
  for (const auto& [standing, wanted, kept] :
       {std::array{"N", "R", "R"}, {"R", "N", "R"}, {"V", "L", "V"}, {"N", "N", "N"}}) {
    const Value meta = merge(standing, wanted);
    EXPECT_EQ(meta["versionId"].text(), "3");
    EXPECT_EQ(meta["tag"].at(0)["code"].text(), "seen");
    ASSERT_EQ(meta["security"].items().size(), 2u);
    bool found = false;
    for (const Value& coding : meta["security"].items()) found |= coding["code"].text() == kept;
    EXPECT_TRUE(found) << standing << wanted;
  }
}

TEST(MergeVersion, RelatedResourcesOfOthersAndTheEncounterStay) {
  const auto merged =
      MergeVersion(Json(R"({"context":{"encounter":[{"reference":"Encounter/1"}],"related":[
        {"identifier":{"system":"s","value":"m"}},{"reference":"Task/4"}]}})"),
                   Json(R"({"context":{"period":{"start":"2026"},"related":[
        {"reference":"Communication/7","identifier":{"system":"s","value":"m"}}]}})"));
  ExpectSame(merged["context"], Json(R"({"encounter":[{"reference":"Encounter/1"}],"related":[
        {"reference":"Communication/7","identifier":{"system":"s","value":"m"}},
        {"reference":"Task/4"}],"period":{"start":"2026"}})"));
}

TEST(MergeVersion, MergedAgainNothingDiffers) {
  const Value standing = Json(R"({"resourceType":"Communication","id":"7","meta":{"versionId":"1"},
      "identifier":[{"system":"s","value":"v"}],"category":[{"coding":[{"system":"a","code":"b"}]}],
      "recipient":[{"reference":"Organization/1","display":"x"}],"note":[{"text":"n"}]})");
  const Value wanted = Json(R"({"resourceType":"Communication","id":"7",
      "meta":{"tag":[{"code":"t"}]},"identifier":[{"value":"v","system":"s"}],
      "category":[{"coding":[{"code":"b","system":"a"}]},{"coding":[{"system":"a","code":"c"}]}],
      "recipient":[{"reference":"Organization/1","display":"y"}],"note":[{"text":"n"}]})");
  const Value once = MergeVersion(standing, wanted);
  EXPECT_FALSE(SaysTheSame(standing, once));
  EXPECT_TRUE(SaysTheSame(once, MergeVersion(once, wanted)));
  EXPECT_EQ(once["category"].items().size(), 2u);
  EXPECT_EQ(once["recipient"].items().size(), 1u);
}

TEST(MergeVersion, SurvivesOddValues) {
  for (const char* odd :
       {"{}", "[]", "null", "7", R"({"meta":3,"note":{},"context":[],"category":[1]})"}) {
    for (const char* other :
         {"{}", R"({"meta":{"security":[]},"note":[],"context":{"related":3}})"}) {
      (void)MergeVersion(Json(odd), Json(other));
      (void)MergeVersion(Json(other), Json(odd));
    }
  }
}

TEST(SaysTheSame, LooksPastTheOrderOfMembersOnly) {
  EXPECT_TRUE(
      SaysTheSame(Json(R"({"a":1,"b":[{"c":2,"d":3}]})"), Json(R"({"b":[{"d":3,"c":2}],"a":1})")));
  EXPECT_FALSE(SaysTheSame(Json(R"({"a":1})"), Json(R"({"a":1,"b":2})")));
  EXPECT_FALSE(SaysTheSame(Json("[1,2]"), Json("[2,1]")));
  EXPECT_FALSE(SaysTheSame(Json(R"({"a":1})"), Json(R"({"b":1})")));
}

}  // namespace
}  // namespace chartbridge::ehr
