#include "fhir/r4/text.h"

#include <gtest/gtest.h>

namespace chartbridge::fhir::r4 {
namespace {

TEST(CleanText, TakesOutOnlyWhatFhirForbids) {
  EXPECT_EQ(CleanText(std::string("a\0\x01\x1F"
                                  "b",
                                  5)),
            "ab");
  EXPECT_EQ(CleanText("a\xFF"), "a\xEF\xBF\xBD");
}

TEST(CleanText, LeavesPeoplesWritingAlone) {
  for (const char* text :
       {"  leading", "\tx\r\ny", "\u200Fمرحبا\u2069", "👩🏽‍⚕️", "١٢٣", "\x7f"}) {
    EXPECT_EQ(CleanText(text), text);
  }
}

TEST(IsBlank, IsWhatNobodyCanSee) {
  for (const char* text :
       {"", " ", "\r\n\t", "\u00A0", "\u200B\u200F", "\u2066\u2069", "\u3000", "\uFEFF"}) {
    EXPECT_TRUE(IsBlank(text)) << text;
  }
  for (const char* text : {"x", " . ", "👍", "א", "\u200Fא"}) EXPECT_FALSE(IsBlank(text)) << text;
}

}  // namespace
}  // namespace chartbridge::fhir::r4
