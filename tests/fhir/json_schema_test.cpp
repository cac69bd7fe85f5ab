#include <gtest/gtest.h>

#include "fhir/json/parse.h"
#include "fhir/json/schema.h"

namespace chartbridge::fhir::json {
namespace {

const Value& Schema() {
  static const Value schema = Parse(R"({
    "type":"object", "required":["code"], "additionalProperties":false,
    "properties":{"code":{"$ref":"#/definitions/code"},
                  "list":{"type":"array","items":{"$ref":"#/definitions/code"}}},
    "definitions":{"code":{"type":"string","pattern":"^[a-z]+$"}}})")
                                  .value();
  return schema;
}

Result<void, Issue> Validate(const char* text) {
  return ValidateSchema(Parse(text).value(), Schema());
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

TEST(JsonSchema, ASchemaThatIsNoObjectIsAFault) {
  EXPECT_FALSE(ValidateSchema(Value(1), Value("x")));
}

}  // namespace
}  // namespace chartbridge::fhir::json
