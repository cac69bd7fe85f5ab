#include "mappings/file_title.h"

#include <gtest/gtest.h>

namespace chartbridge::mappings {
namespace {

TEST(FileTitle, NamesOfAllScriptsStay) {
  for (const char* name :
       {"report.pdf", "בדיקת דם – ד״ר לוי.pdf", "تقرير ١.docx", "👍.png", ".bashrc"}) {
    EXPECT_EQ(TitleOf(FileName(name)), name);
  }
}

TEST(FileTitle, PathsAreCutOff) {
  EXPECT_EQ(TitleOf(FileName("../../etc/passwd")), "passwd");
  EXPECT_EQ(TitleOf(FileName("C:\\Users\\lucia\\scan.pdf")), "scan.pdf");
}

TEST(FileTitle, MarksThatTurnTextAroundAreTakenOut) {
  EXPECT_EQ(TitleOf(FileName("photo\u202Egpj.exe")), "photogpj.exe");
  EXPECT_EQ(TitleOf(FileName("\u2066a\u2069\u200E\u061Cb\u2028c")), "abc");
}

TEST(FileTitle, ControlsAreTakenOut) {
  EXPECT_EQ(TitleOf(FileName(std::string("a\0\n\x7F\xC2\x85z", 7))), "az");
  EXPECT_EQ(TitleOf(FileName("a\xFFz")), "a\xEF\xBF\xBDz");
}

TEST(FileTitle, NothingReadableIsNoTitle) {
  for (const char* name : {"", ".", "..", "/", "a/", "  ", "\u202E", "...", "\u200F"}) {
    EXPECT_EQ(TitleOf(FileName(name)), "") << name;
  }
}

TEST(FileTitle, LongNamesEndBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 300; ++i) name += "é";
  EXPECT_EQ(TitleOf(FileName(name)).size(), 400U);
}

}  // namespace
}  // namespace chartbridge::mappings
