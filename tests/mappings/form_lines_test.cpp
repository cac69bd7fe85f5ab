#include "mappings/form_lines.h"

#include <gtest/gtest.h>

namespace chartbridge::mappings {
namespace {

TEST(FormLines, NestedAnswersAreNamedByTheirPath) {
  EXPECT_EQ(FormLines(R"({"values":{"in_pin_code":"28013","flow_token":"x"},"n":1.50,"ok":true})"),
            "values.in_pin_code: 28013\nn: 1.50\nok: true");
}

TEST(FormLines, MissingAnswersAreSeen) {
  EXPECT_EQ(FormLines(R"({"a":null,"b":"","c":[]})"), "a: -\nb: -\nc: -");
}

TEST(FormLines, WhatIsNoObjectIsReadableToo) {
  EXPECT_EQ(FormLines(R"(["a","b"])"), "a, b");
  EXPECT_EQ(FormLines(R"([{"x":1},{"x":2}])"), "1.x: 1\n2.x: 2");
  EXPECT_EQ(FormLines("7"), "7");
}

TEST(FormLines, WhatIsNotJsonIsKeptAsItCame) {
  EXPECT_EQ(FormLines("{oops"), "{oops");
  EXPECT_EQ(FormLines(""), "");
  const std::string deep(1000, '[');
  EXPECT_EQ(FormLines(deep), deep);
}

TEST(FormLines, AMemberNamedTwiceLosesNothing) {
  EXPECT_EQ(FormLines(R"({"a":"1","a":"2"})"), "a: 1\na: 2");
}

}  // namespace
}  // namespace chartbridge::mappings
