#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "fhir/json/parse.h"
#include "fhir/json/schema.h"

namespace chartbridge::fhir::json {
namespace {

const Value& Rules() {
  static const Value schema = Parse(R"({
    "type":"object", "required":["code"], "additionalProperties":false,
    "properties":{"code":{"$ref":"#/definitions/code"},
                  "list":{"type":"array","items":{"$ref":"#/definitions/code"}}},
    "definitions":{"code":{"type":"string","pattern":"^[a-z]+$"}}})")
                                  .value();
  return schema;
}

Result<void, Issue> Validate(const char* text) {
  return ValidateSchema(Parse(text).value(), Rules());
}

TEST(JsonSchema, AFittingValuePasses) { EXPECT_TRUE(Validate(R"({"code":"abc","list":["x"]})")); }

TEST(JsonSchema, TheFaultNamesPlaceAndRule) {
  const auto bad = Validate(R"({"code":"abc","list":["x","Y"]})");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().expression, "#/list/1");
  EXPECT_NE(bad.error().text.find("pattern"), std::string::npos);
}

TEST(JsonSchema, MissingUnknownAndIllTypedMembersAreFaults) {
  EXPECT_FALSE(Validate("{}"));
  EXPECT_FALSE(Validate(R"({"code":"a","other":1})"));
  EXPECT_FALSE(Validate(R"({"code":7})"));
  EXPECT_FALSE(Validate("[]"));
}

TEST(JsonSchema, ACompiledSchemaNamesTheMemberAndTheKeyword) {
  const Schema schema(Rules());
  const auto breach = [&](const char* text) {
    const auto found = schema.Check(Parse(text).value());
    return found ? found->pointer + " " + found->keyword : "";
  };
  EXPECT_EQ(breach(R"({"code":"abc"})"), "");
  EXPECT_EQ(breach(R"({"code":7})"), "/code type");
  EXPECT_EQ(breach("{}"), " required");
  EXPECT_EQ(breach(R"({"code":"a","o/t":1})"), "/o~1t additionalProperties");
  EXPECT_EQ(breach(R"({"code":"a","list":["x","Y"]})"), "/list/1 pattern");
}

// Patterns of one schema are asked by many requests at once.
TEST(JsonSchema, ManyThreadsAskOneSchema) {
  const Schema schema(Rules());
  const Value good = Parse(R"({"code":"abcabcabcabc","list":["x","yy","zzz"]})").value();
  const Value bad = Parse(R"({"code":"abcabcabcab7"})").value();
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < 8; ++i)
      askers.emplace_back([&] {
        for (int n = 0; n < 2000; ++n)
          wrong += int(schema.Check(good).has_value()) + int(!schema.Check(bad).has_value());
      });
  }
  EXPECT_EQ(wrong, 0);
}

TEST(JsonSchema, ASchemaThatIsNoObjectIsAFault) {
  EXPECT_FALSE(ValidateSchema(Value(1), Value("x")));
}

}  // namespace
}  // namespace chartbridge::fhir::json
