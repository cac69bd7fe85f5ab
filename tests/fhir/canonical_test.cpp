// RFC 8785 on the domain of the audit chain; the vectors are
// tests/fixtures/consent/audit-vectors.json.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::fhir::json {
namespace {

Value Vectors() {
  std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/fixtures/consent/audit-vectors.json");
  return Parse(std::string{std::istreambuf_iterator<char>(file), {}}).value();
}

// How the audit reads a record: duplicate keys refused, lone surrogates seen as the parser gives
// them.
bool IsCanonicalisable(const std::string& text) {
  const auto value = Parse(text);
  return value && WriteCanonical(*value);
}

TEST(Canonical, TheVectorsComeOutByteForByte) {
  const Value vectors = Vectors();
  ASSERT_FALSE(vectors["canonical"].items().empty());
  for (const Value& vector : vectors["canonical"].items()) {
    EXPECT_EQ(WriteCanonical(vector["input"]).value(), vector["canonical"].text());
  }
}

TEST(Canonical, WhatMustBeRejectedIsRejected) {
  const Value vectors = Vectors();
  ASSERT_FALSE(vectors["mustReject"].items().empty());
  for (const Value& text : vectors["mustReject"].items()) {
    EXPECT_FALSE(IsCanonicalisable(text.text())) << text.text();
  }
}

TEST(Canonical, ReadingAndWritingAgainChangesNothing) {
  const Value vectors = Vectors();
  for (const Value& vector : vectors["canonical"].items()) {
    EXPECT_EQ(WriteCanonical(Parse(vector["canonical"].text()).value()).value(),
              vector["canonical"].text());
  }
}

TEST(Canonical, KeysAreSortedByUtf16CodeUnits) {
  // U+1F600 (D83D DE00) comes before U+FB33, though its code point is larger.
  const Value value(Object{{"\uFB33", 1}, {"😀", 2}});
  EXPECT_EQ(WriteCanonical(value).value(), "{\"😀\":2,\"\uFB33\":1}");
}

TEST(Canonical, IntegersEndAtTwoToThe53) {
  EXPECT_EQ(WriteCanonical(Value(Number{"9007199254740991"})).value(), "9007199254740991");
  EXPECT_FALSE(WriteCanonical(Value(Number{"9007199254740992"})));
  EXPECT_FALSE(WriteCanonical(Value(Number{"12345678901234567890123"})));
  EXPECT_EQ(WriteCanonical(Value(Number{"-0"})).value(), "0");
}

TEST(Canonical, TheFaultNamesThePlace) {
  const auto text = WriteCanonical(Parse(R"({"a":[1,{"b":0.5}]})").value());
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().expression, "a[1].b");
}

TEST(Canonical, BytesThatAreNotUtf8AreRefused) {
  EXPECT_FALSE(WriteCanonical(Value("\xFF")));
  EXPECT_FALSE(WriteCanonical(Value(Object{{"\xFF", 1}})));
}

}  // namespace
}  // namespace chartbridge::fhir::json
