#include <gtest/gtest.h>

#include "fhir/json/outline.h"
#include "fhir/json/parse.h"

namespace chartbridge::fhir::json {
namespace {

std::string Members(std::string_view object) {
  std::string all;
  ForEachMember(object, [&](const std::string& name, std::string_view value) {
    all += name + "=" + std::string(value) + ";";
    return true;
  });
  return all;
}

std::string Elements(std::string_view array) {
  std::string all;
  ForEachElement(array, [&](std::size_t index, std::string_view value) {
    all += std::to_string(index) + "=" + std::string(value) + ";";
    return true;
  });
  return all;
}

TEST(Outline, MembersAndElementsComeAsTheyAreWritten) {
  EXPECT_EQ(Members(R"( { "a" : 1.10 , "b":{"}":"]"},"c":"x\"}" , "a":[ 1, 2 ] } )"),
            R"(a=1.10;b={"}":"]"};c="x\"}";a=[ 1, 2 ];)");
  EXPECT_EQ(Elements(R"([ true,"\\",{"a":[]}, null ])"), R"(0=true;1="\\";2={"a":[]};3=null;)");
  EXPECT_EQ(Members("{ }") + Elements("[ ]") + Members("[1]") + Elements("{\"a\":1}"), "");
}

TEST(Outline, NamesAreDecoded) {
  EXPECT_EQ(Members(R"({"m\u0065ssages":1})"), "messages=1;");
  EXPECT_EQ(Members("{\"\xFF\":1}"), "\xEF\xBF\xBD=1;");
}

TEST(Outline, AWalkEndsWhenItIsTold) {
  int seen = 0;
  EXPECT_FALSE(
      ForEachElement("[1,2,3]", [&](std::size_t, std::string_view) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST(Outline, SyntaxIsCheckedAndWhatIsWrongInOnePlaceIsNot) {
  for (const char* good : {"{}", " 1 ", R"({"a":1,"a":2})", "\"\xFF\"", "[[[[]]]]"})
    EXPECT_TRUE(CheckOutline(good)) << good;
  for (const char* bad : {"", "{", "[1,]", "{}x", "{'a':1}", "\xEF\xBB\xBF{}", "\"\\x\"", "01"})
    EXPECT_EQ(CheckOutline(bad).error().code, "structure") << bad;
  EXPECT_EQ(CheckOutline("[[[]]]", 2).error().code, "too-costly");
  const std::string deep(3'000'000, '[');
  EXPECT_EQ(CheckOutline(deep).error().code, "too-costly");
}

TEST(Outline, NothingBeyondATextIsRead) {
  for (const char* text : {"{\"a", "{\"a\":", "[\"\\", "{\"a\":[1,{", "[1", "{", "\"", ""}) {
    Members(text);
    Elements(text);
    EXPECT_FALSE(IsEmpty(text)) << text;
  }
}

TEST(Outline, KindsAndEmptyThingsAreToldApart) {
  EXPECT_EQ(KindOf(" {}"), Kind::kObject);
  EXPECT_EQ(KindOf("[]"), Kind::kArray);
  EXPECT_EQ(KindOf("\"\""), Kind::kString);
  EXPECT_EQ(KindOf("false"), Kind::kBool);
  EXPECT_EQ(KindOf("null"), Kind::kNull);
  EXPECT_EQ(KindOf("-1"), Kind::kNumber);
  EXPECT_TRUE(IsEmpty(" { } ") && IsEmpty("[]"));
  EXPECT_FALSE(IsEmpty("[0]") || IsEmpty("{\"a\":0}") || IsEmpty("0"));
}

TEST(Parse, MoreValuesThanAllowedAreTooCostly) {
  EXPECT_TRUE(Parse("[1,2]", {.max_values = 3}));
  EXPECT_EQ(Parse("[1,2,3]", {.max_values = 3}).error().code, "too-costly");
}

}  // namespace
}  // namespace chartbridge::fhir::json
