#include <gtest/gtest.h>

#include "fhir/json/value.h"

namespace chartbridge::fhir::json {
namespace {

TEST(JsonValue, QuestionsOfTheWrongKindAreAnsweredWithNothing) {
  const Value text("x");
  EXPECT_EQ(text.Find("a"), nullptr);
  EXPECT_TRUE(text["a"]["b"].is_null());
  EXPECT_TRUE(text.at(3).is_null());
  EXPECT_TRUE(text.items().empty());
  EXPECT_FALSE(text.integer());
  EXPECT_FALSE(text.boolean());
  EXPECT_EQ(Value(7).text(), "");
}

TEST(JsonValue, SetReplacesAndPushAppends) {
  Value value;
  value.Set("a", 1);
  value.Set("b", "x");
  value.Set("a", 2);
  EXPECT_EQ(value["a"].integer(), 2);
  EXPECT_EQ(value.object()->size(), 2U);
  value.Erase("a");
  EXPECT_EQ(value.Find("a"), nullptr);
  Value list;
  list.Push(1);
  list.Push("two");
  EXPECT_EQ(list.at(1).text(), "two");
}

TEST(JsonValue, IntegersAreExactOrAbsent) {
  EXPECT_EQ(Value(Number{"9223372036854775807"}).integer(), INT64_MAX);
  EXPECT_FALSE(Value(Number{"9223372036854775808"}).integer());
  EXPECT_FALSE(Value(Number{"1.0"}).integer());
  EXPECT_FALSE(Value(Number{"1e3"}).integer());
  EXPECT_DOUBLE_EQ(*Value(Number{"1e3"}).real(), 1000);
}

TEST(JsonValue, ADecimalInTextIsReadOnlyWhenAskedFor) {
  EXPECT_FALSE(Value("40.5").real());
  EXPECT_DOUBLE_EQ(*Value("40.5").real(true), 40.5);
  EXPECT_FALSE(Value("40.5 N").real(true));
  EXPECT_FALSE(Value("").real(true));
}

}  // namespace
}  // namespace chartbridge::fhir::json
