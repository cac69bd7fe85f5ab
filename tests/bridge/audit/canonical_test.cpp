#include "bridge/audit/canonical.h"

#include <gtest/gtest.h>

#include "bridge/audit/record_reader.h"

namespace chartbridge::bridge::audit {
namespace {

TEST(Canonical, SpellingsOfTheSameRecordMeet) {
  EXPECT_EQ(Canonicalise(" { \"b\" : 2 , \"a\" : \"\\u0041\\/\\u00e9\" } ").value(),
            "{\"a\":\"A/é\",\"b\":2}");
}

TEST(Canonical, LoneSurrogatesAndNulAreRefusedWhereverTheyStand) {
  for (const char* text : {R"({"a":"\udc00"})", R"({"a":"\ud800\ud800"})", R"({"a":"\ud83dx"})",
                           R"({"\ud800":1})", R"({"a":"\u0000"})", R"({"a":"\\\ud800"})"}) {
    EXPECT_FALSE(Canonicalise(text)) << text;
  }
}

TEST(Canonical, AnEscapedBackslashBeforeUIsNoEscape) {
  EXPECT_EQ(Canonicalise(R"({"a":"\\ud800"})").value(), R"({"a":"\\ud800"})");
  EXPECT_EQ(Canonicalise(R"({"a":"\ud83d\ude00"})").value(), "{\"a\":\"😀\"}");
}

const std::string kTail = R"("chain":"c","seq":1,"t":"2026-11-22T06:00:00.000Z"})";

TEST(RecordReader, ReadsWhatTheChainWrites) {
  const std::string record = R"({"basis":["x","y"],)" + kTail;
  const auto fields = ReadRecord(record);
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->seq, 1);
  EXPECT_EQ(fields->chain, "c");
  EXPECT_EQ(fields->t, "2026-11-22T06:00:00.000Z");
}

TEST(RecordReader, EveryOtherSpellingIsRefused) {
  for (const char* head : {R"({ "a":1,)",
                           R"({"a": 1,)",
                           R"({"a":1 ,)",
                           R"({"a":01,)",
                           R"({"a":-0,)",
                           R"({"a":1.0,)",
                           R"({"a":1e3,)",
                           R"({"a":+1,)",
                           R"({"a":9007199254740992,)",
                           R"({"a":"\u0041",)",
                           R"({"a":"\/",)",
                           R"({"a":"\u001F",)",
                           R"({"a":"\u0008",)",
                           R"({"a":"\u0000",)",
                           R"({"a":1,"a":2,)",
                           R"({"d":1,)",
                           R"({"a":[1,],)",
                           R"({"a":[,1],)",
                           R"({"a":nul,)",
                           R"({"a":{"y":1,"x":2},)",
                           "{\"a\":\"\xC3\",",
                           "{\"a\":\"\t\",",
                           "{\"a\":\"\xED\xA0\x80\",",
                           R"({"a":TRUE,)",
                           R"({"a":,)",
                           R"({,)",
                           R"([)"}) {
    EXPECT_FALSE(ReadRecord(head + kTail)) << head;
  }
}

TEST(RecordReader, NothingMayFollowOrBeMissing) {
  EXPECT_FALSE(ReadRecord("{" + kTail + " "));
  EXPECT_FALSE(ReadRecord("{" + kTail + "{}"));
  for (std::size_t size = 0; size <= kTail.size(); ++size) {
    EXPECT_FALSE(ReadRecord(("{" + kTail).substr(0, size)));
  }
  EXPECT_FALSE(ReadRecord(R"({"chain":"c","seq":1})"));
  EXPECT_FALSE(ReadRecord(R"({"chain":"c","seq":-1,"t":"x"})"));
  EXPECT_FALSE(ReadRecord(R"({"chain":"c","seq":"1","t":"x"})"));
}

TEST(RecordReader, DeepNestingCannotExhaustTheStack) {
  EXPECT_FALSE(ReadRecord("{\"a\":" + std::string(1'000'000, '[')));
}

// RFC 8785 sorts by UTF-16 code units: U+FB33 comes after U+1F600, which bytes would not say.
TEST(RecordReader, NamesSortByCodeUnits) {
  EXPECT_TRUE(ReadRecord("{" + kTail.substr(0, kTail.size() - 1) +
                         ",\"\xF0\x9F\x98\x80\":1,\"\xEF\xAC\xB3\":2}"));
  EXPECT_FALSE(ReadRecord("{" + kTail.substr(0, kTail.size() - 1) +
                          ",\"\xEF\xAC\xB3\":2,\"\xF0\x9F\x98\x80\":1}"));
  EXPECT_TRUE(ReadRecord(R"({"\r":1,"\u0011":2,)" + kTail));
  EXPECT_FALSE(ReadRecord(R"({"\u0011":2,"\r":1,)" + kTail));
}

}  // namespace
}  // namespace chartbridge::bridge::audit
