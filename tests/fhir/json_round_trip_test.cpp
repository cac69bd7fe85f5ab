// parse(write(x)) == x for random values. The seed is printed by a failure.
#include <gtest/gtest.h>

#include <random>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::fhir::json {
namespace {

using Random = std::mt19937;

int Below(Random& random, int limit) { return int(random() % unsigned(limit)); }

std::string RandomText(Random& random) {
  static const char* kPieces[] = {"a",  "é",  "א",    "😀", "\u200F", "\"",     "\\",   "/",
                                  "\n", "\t", "\x01", " ", "{",      "\u2028", "\x7f", "key"};
  std::string text;
  for (int i = Below(random, 6); i > 0; --i) text += kPieces[Below(random, 16)];
  return text;
}

Value RandomValue(Random& random, int depth) {
  switch (Below(random, depth > 0 ? 7 : 5)) {
    case 0:
      return {};
    case 1:
      return Below(random, 2) == 0;
    case 2:
      return std::int64_t(random()) - 2'000'000'000;
    case 3:
      return Number{std::to_string(Below(random, 1000)) + ".10"};
    case 4:
      return RandomText(random);
    case 5: {
      Value array{Array{}};
      for (int i = Below(random, 5); i > 0; --i) array.Push(RandomValue(random, depth - 1));
      return array;
    }
    default: {
      Value object{Object{}};
      for (int i = Below(random, 5); i > 0; --i) {
        object.Set(RandomText(random), RandomValue(random, depth - 1));
      }
      return object;
    }
  }
}

TEST(JsonRoundTrip, WhatIsWrittenReadsBackEqual) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    const Value value = RandomValue(random, 5);
    ASSERT_EQ(Parse(Write(value)).value(), value) << "seed " << seed;
    ASSERT_EQ(Parse(WriteIndented(value)).value(), value) << "seed " << seed;
  }
}

TEST(JsonRoundTrip, WritingIsStable) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    Random random(seed);
    const std::string text = Write(RandomValue(random, 5));
    ASSERT_EQ(Write(Parse(text).value()), text) << "seed " << seed;
  }
}

TEST(JsonRoundTrip, BadBytesAreReplacedOnTheWayOut) {
  EXPECT_EQ(Write(Value("a\xFFz")), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(Write(Value(Object{{"k\xC0", 1}})), "{\"k\xEF\xBF\xBD\":1}");
}

TEST(JsonRoundTrip, RandomBytesNeverCrashTheParser) {
  Random random(7);
  for (int i = 0; i < 20000; ++i) {
    static constexpr char kAlphabet[] = "{}[]\",:0123.eE-+\\u dDtrufalsn\xC3\xA9\xED\xA0\x80\x00";
    std::string text;
    for (int n = Below(random, 24); n > 0; --n) text += kAlphabet[Below(random, sizeof kAlphabet)];
    const auto value = Parse(text);
    if (value) {
      EXPECT_EQ(Parse(Write(*value)).value(), *value);
    }
  }
}

}  // namespace
}  // namespace chartbridge::fhir::json
