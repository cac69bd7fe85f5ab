#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "fhir/json/parse.h"

namespace chartbridge::fhir::json {
namespace {

std::string CodeOf(std::string_view text, const ParseLimits& limits = {}) {
  const auto value = Parse(text, limits);
  return value ? "" : value.error().code;
}

TEST(JsonParse, KeepsMembersInTheirOrderAndNumbersAsWritten) {
  const Value value = Parse(R"({"z":1.10,"a":[true,null,-0],"m":"x"})").value();
  ASSERT_TRUE(value.is_object());
  EXPECT_EQ((*value.object())[0].first, "z");
  EXPECT_EQ(value["z"].number()->text, "1.10");
  EXPECT_EQ(value["a"].at(2).number()->text, "-0");
  EXPECT_TRUE(value["a"].at(1).is_null());
}

TEST(JsonParse, KeepsANumberOf23Digits) {
  const Value value = Parse("[12345678901234567890123]").value();
  EXPECT_EQ(value.at(0).number()->text, "12345678901234567890123");
  EXPECT_FALSE(value.at(0).integer());
}

TEST(JsonParse, NestingUpToTheLimitIsReadAndDeeperIsRefused) {
  const auto nested = [](int depth) {
    return std::string(std::size_t(depth), '[') + std::string(std::size_t(depth), ']');
  };
  EXPECT_TRUE(Parse(nested(64)));
  EXPECT_EQ(CodeOf(nested(65)), "too-costly");
}

TEST(JsonParse, ThreeHundredThousandBracketsDoNotExhaustTheStack) {
  EXPECT_EQ(CodeOf(std::string(300'000, '[')), "too-costly");
  EXPECT_EQ(CodeOf(std::string(300'000, '{')), "structure");
}

TEST(JsonParse, LoneSurrogatesBecomeTheReplacementCharacter) {
  for (const char* text :
       {R"(["\ud800"])", R"(["\udc00"])", R"(["\ud800x"])", R"(["\udc00\ud800"])"}) {
    const auto value = Parse(text);
    if (!value) continue;  // refused is as good as replaced
    EXPECT_NE(value->at(0).text().find("\xEF\xBF\xBD"), std::string::npos) << text;
    EXPECT_EQ(value->at(0).text().find('\xED'), std::string::npos) << text;
  }
}

TEST(JsonParse, ASurrogatePairIsOneCharacter) {
  EXPECT_EQ(Parse(R"(["\ud83d\ude00"])")->at(0).text(), "😀");
}

TEST(JsonParse, NulBecomesTheReplacementCharacter) {
  EXPECT_EQ(Parse(R"(["a\u0000b"])")->at(0).text(),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_NE(Parse("{\"k\\u0000\":1}")->Find("k\xEF\xBF\xBD"), nullptr);
}

TEST(JsonParse, DuplicateKeysAreRefusedUnlessAllowed) {
  EXPECT_EQ(CodeOf(R"({"a":1,"a":2})"), "duplicate");
  EXPECT_EQ(CodeOf(R"({"a":1,"\u0061":2})"), "duplicate");
  EXPECT_EQ(CodeOf(R"({"b":{"a":1,"a":2}})"), "duplicate");
  const Value both = Parse(R"({"a":1,"a":2})", {.refuse_duplicate_keys = false}).value();
  EXPECT_EQ(both["a"].integer(), 1);
  EXPECT_EQ(both.object()->size(), 2U);
}

TEST(JsonParse, WhatIsNotOneDocumentIsRefused) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\":}", "tru", "[1] x", "\xEF\xBB\xBF{}", "{'a':1}", "[01]",
        "[1.]", "[+1]", "[NaN]", "[\"\t\"]", "\"\\x\"", "[1 2]", "// c\n[]"}) {
    EXPECT_EQ(CodeOf(text), "structure") << text;
  }
}

TEST(JsonParse, InvalidUtf8IsRefused) {
  for (const char* text : {"[\"\xFF\"]", "[\"\xC0\xAF\"]", "[\"\xED\xA0\x80\"]",
                           "[\"\xF5\x80\x80\x80\"]", "[\"\xE2\x82\"]"}) {
    EXPECT_EQ(CodeOf(text), "structure");
  }
}

TEST(JsonParse, TextLongerThanAllowedIsRefusedUnread) {
  EXPECT_EQ(CodeOf("[1,2,3]", {.max_bytes = 6}), "too-long");
  EXPECT_EQ(CodeOf("[1,2,3]", {.max_bytes = 7}), "");
}

TEST(JsonParse, P8ErrorsNameTheByteAndNeverTheContent) {
  const auto value = Parse(R"({"patient":"Lucía Ferrer", "x":})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().text.find("Luc"), std::string::npos);
  EXPECT_NE(value.error().text.find("byte"), std::string::npos);
}

TEST(JsonParse, MalformedBodiesFromTheFieldNeverCrash) {
  for (const char* name : {"invalid_utf8", "utf16le", "trailing_garbage", "empty", "form_encoded",
                           "html", "bom", "truncated"}) {
    std::ifstream file(
        std::string(CHARTBRIDGE_TESTS_DIR) + "/fixtures/whatsapp/malformed-bytes/" + name + ".bin",
        std::ios::binary);
    ASSERT_TRUE(file) << name;
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(Parse(bytes)) << name;
  }
}

TEST(Parse, ALargeObjectThatNamesAMemberTwiceIsRefusedToo) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_TRUE(Parse(text + "\"last\":1}"));
  EXPECT_EQ(CodeOf(text + "\"k4711\":1}"), "duplicate");
}

TEST(Parse, HalfAnEmojiIsReplacedWhereThatIsAskedFor) {
  ParseLimits limits;
  limits.repair_lone_surrogates = true;
  const auto repaired = Parse(R"({"a":"x\ud83dy","b":"\ud83d\ude00"})", limits);
  ASSERT_TRUE(repaired);
  EXPECT_EQ((*repaired)["a"].text(), "x\xEF\xBF\xBDy");
  EXPECT_EQ((*repaired)["b"].text(), "\xF0\x9F\x98\x80");
}

}  // namespace
}  // namespace chartbridge::fhir::json
