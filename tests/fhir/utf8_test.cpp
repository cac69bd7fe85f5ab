#include "fhir/json/utf8.h"

#include <gtest/gtest.h>

namespace chartbridge::fhir::json {
namespace {

TEST(Utf8, ValidTextStaysAsItIs) {
  for (const char* text : {"", "a", "é", "א", "😀", "\u200F", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_EQ(ToValidUtf8(text), text);
  }
}

TEST(Utf8, OverlongSurrogateAndTruncatedFormsAreInvalid) {
  for (const char* text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5", "\x80", "\xE2\x82", "\xC3"}) {
    EXPECT_FALSE(IsValidUtf8(text));
    EXPECT_TRUE(IsValidUtf8(ToValidUtf8(text)));
  }
}

TEST(Utf8, ReplacementKeepsItsNeighbours) { EXPECT_EQ(ToValidUtf8("a\xFFz"), "a\xEF\xBF\xBDz"); }

TEST(Utf8, SupplementaryCharactersAreTwoUnits) {
  EXPECT_EQ(ToUtf16("a😀"), (std::u16string{u'a', char16_t(0xD83D), char16_t(0xDE00)}));
}

}  // namespace
}  // namespace chartbridge::fhir::json
