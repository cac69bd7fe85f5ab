// What becomes of a medium: F4.
#include "connectors/scanner/content_scanner.h"

#include <gtest/gtest.h>

#include "connectors/scanner/content_scan.h"
#include "connectors/scanner/no_findings_labeller.h"
#include "tests/connectors/scanner/clamd_under_test.h"
#include "tests/connectors/scanner/small_files.h"

namespace chartbridge::scanner {
namespace {

using bridge::ScanVerdict;
using Script = ClamdUnderTest::Script;

Result<ScanVerdict, Failure> Scan(const std::string& content,
                                  std::optional<ClamdSettings> clamd = std::nullopt) {
  TextReader reader(content);
  return ContentScanner(std::move(clamd)).Scan(reader);
}
ClamdSettings At(const ClamdUnderTest& clamd) { return {.port = clamd.port()}; }
ClamdSettings Nowhere() { return {.socket = "/nonexistent/clamd.ctl"}; }

std::string BadPdf() { return Pdf("/OpenAction << /S /JavaScript >>"); }

struct Content {
  std::string name;
  std::string bytes;
};
std::vector<Content> Ordinary() {
  return {{"nothing", ""},
          {"text", "My fever is gone"},
          {"text of one byte", "k"},
          {"photo", Jpeg(4000, 3000) + std::string(100'000, 'x')},
          {"photo with much metadata", Jpeg(4000, 3000, 1'000'000)},
          {"sticker", WebpExtended(512, 512)},
          {"voice", "OggS" + std::string(70'000, 'v')},
          {"letter", Pdf("")},
          {"letter after a mail's head", "Content-Type: x\r\n\r\n" + Pdf("")},
          {"document", Zip(Docx())}};
}
std::vector<Content> Bad() {
  return {{"huge picture", Png(50'000, 50'000)},
          {"picture without a size", "\xFF\xD8\xFF\xD9"},
          {"pdf with a script", BadPdf()},
          {"the same after a mail's head", "Content-Type: x\r\n\r\n" + BadPdf()},
          {"document with an archive inside", Zip({{"a.zip", Zip({{"a", "b"}})}})}};
}

TEST(ContentScanner, WithoutAScannerOrdinaryContentSaysThatItWasNotScanned) {
  for (const Content& one : Ordinary())
    EXPECT_EQ(Scan(one.bytes).value(), ScanVerdict::kNotScanned) << one.name;
}

TEST(ContentScanner, WithoutAScannerBombsAndScriptsAreHeldAllTheSame) {
  for (const Content& one : Bad())
    EXPECT_EQ(Scan(one.bytes).value(), ScanVerdict::kSuspicious) << one.name;
}

TEST(ContentScanner, TheTestFileIsFoundWithoutAScanner) {
  EXPECT_EQ(Scan(EicarText()).value(), ScanVerdict::kInfected);
  EXPECT_EQ(Scan(EicarText() + "\r\n").value(), ScanVerdict::kInfected);
  EXPECT_EQ(Scan(EicarText(), Nowhere()).value(), ScanVerdict::kInfected);
  EXPECT_EQ(Scan("It begins with X5O!P%@AP and goes on").value(), ScanVerdict::kNotScanned);
  EXPECT_EQ(Scan(EicarText() + std::string(100, ' ')).value(), ScanVerdict::kNotScanned);
}

TEST(ContentScanner, ClamdSeesEverythingAndSaysClean) {
  for (const Content& one : Ordinary()) {
    const ClamdUnderTest clamd(Script{});
    EXPECT_EQ(Scan(one.bytes, At(clamd)).value(), ScanVerdict::kClean) << one.name;
    EXPECT_EQ(clamd.received(), one.bytes) << one.name;
  }
}

TEST(ContentScanner, WhatClamdFindsBeatsWhatLooksSuspicious) {
  for (const Content& one : Bad()) {
    const ClamdUnderTest finds({.answer = "stream: Some.Thing FOUND"});
    EXPECT_EQ(Scan(one.bytes, At(finds)).value(), ScanVerdict::kInfected) << one.name;
    EXPECT_EQ(finds.received(), one.bytes) << one.name;
    const ClamdUnderTest finds_nothing(Script{});
    EXPECT_EQ(Scan(one.bytes, At(finds_nothing)).value(), ScanVerdict::kSuspicious) << one.name;
  }
}

// A person who releases it must know that it was scanned.
TEST(ContentScanner, WhileClamdDoesNotAnswerNothingIsDecided) {
  for (const std::string& content : {std::string("text"), BadPdf(), Zip(Docx())}) {
    const auto verdict = Scan(content, Nowhere());
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().kind, FailureKind::kUnreachable);
  }
}

TEST(ContentScanner, WhatIsTooLongForClamdIsHeldForAPerson) {
  const ClamdUnderTest clamd(Script{});
  ClamdSettings settings = At(clamd);
  settings.most_bytes = 100;
  EXPECT_EQ(Scan(std::string(1000, 'x'), settings).value(), ScanVerdict::kSuspicious);
}

TEST(ContentScanner, ContentThatCannotBeReadIsAFailure) {
  for (const std::string& content : {std::string("text"), Pdf(""), Zip(Docx()), Png(10, 10)}) {
    for (const std::size_t end : {content.size() / 2, content.size()}) {
      TextReader reader(content.substr(0, end));
      reader.FailAtEnd();
      const auto verdict = ContentScanner().Scan(reader);
      ASSERT_FALSE(verdict);
      EXPECT_EQ(verdict.error().kind, FailureKind::kCorrupt);
    }
  }
}

TEST(ContentScanner, EverythingIsReadOnce) {
  for (const Content& one : Ordinary()) {
    TextReader reader(one.bytes);
    ASSERT_TRUE(ContentScanner().Scan(reader));
    EXPECT_EQ(reader.read(), one.bytes.size()) << one.name;
  }
}

TEST(NoFindingsLabeller, LooksAndFindsNothing) {
  EXPECT_TRUE(NoFindingsLabeller().Label({}).empty());
}

}  // namespace
}  // namespace chartbridge::scanner
