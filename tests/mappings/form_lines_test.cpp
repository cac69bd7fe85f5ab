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

// E3: half an emoji in an answer put the raw JSON and the machine's token into the chart.
TEST(FormLines, HalfAnEmojiSpoilsNeitherTheFormNorItsNeighbours) {
  EXPECT_EQ(
      FormLines(R"({"symptom":"\u05db\u05d0\u05d1 \ud83d","since":"Monday","flow_token":"T1"})"),
      "symptom: כאב \xEF\xBF\xBD\nsince: Monday");
}

// E3
TEST(FormLines, TheTokenIsLeftOutOfWhatIsNoJson) {
  EXPECT_EQ(FormLines(R"({"symptom":"fever","flow_token":"T1","since":)"),
            R"({"symptom":"fever",,"since":)");
  EXPECT_EQ(FormLines(R"({"flow_token" : "T\"1 )"), "{");
  EXPECT_EQ(FormLines("fever&flow_token=T1&x=2"), "fever&&x=2");
  EXPECT_EQ(FormLines(R"({"a":"{\"flow_token\":\"T1\",\"b\":1}"})"), R"(a: {,"b":1})");
  EXPECT_EQ(FormLines(R"(oops "{\"flow_token\":\"T1\",\"b\":1}")"), R"(oops "{,\"b\":1}")");
  EXPECT_EQ(FormLines(R"({flow_token: 12, "b":1)"), R"({, "b":1)");
  EXPECT_EQ(FormLines(R"({"a":"about the flow_token"})"), "a: about the flow_token");
}

TEST(FormLines, AMemberNamedTwiceLosesNothing) {
  EXPECT_EQ(FormLines(R"({"a":"1","a":"2"})"), "a: 1\na: 2");
}

}  // namespace
}  // namespace chartbridge::mappings
