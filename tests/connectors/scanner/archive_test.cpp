// F4: a docx of 300 MB and one with 3,003 entries were filed.
#include <gtest/gtest.h>

#include "connectors/scanner/content_scan.h"
#include "tests/connectors/scanner/small_files.h"

namespace chartbridge::scanner {
namespace {

using bridge::ScanVerdict;

ScanVerdict Scan(const std::string& content) {
  TextReader reader(content);
  const auto verdict =
      ScanContent(reader, [](std::string_view) -> Result<void, Failure> { return {}; });
  EXPECT_TRUE(verdict) << verdict.error().text;
  return verdict ? *verdict : ScanVerdict::kNotScanned;
}

std::vector<Entry> With(std::vector<Entry> more) {
  std::vector<Entry> entries = Docx();
  for (Entry& one : more) entries.push_back(std::move(one));
  return entries;
}

// Bytes that hardly compress.
std::string Noise(std::size_t size) {
  std::string noise;
  std::uint32_t state = 12345;
  while (noise.size() < size) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24U);
  }
  return noise;
}

TEST(Archive, AnOrdinaryDocumentIsClean) {
  EXPECT_EQ(Scan(Zip(Docx())), ScanVerdict::kClean);
  EXPECT_EQ(Scan(Zip(With({{"word/media/photo.jpeg", Jpeg(4000, 3000) + Noise(3'000'000)}}))),
            ScanVerdict::kClean);
  EXPECT_EQ(Scan(Zip(With({{"word/styles.xml", std::string(900'000, ' ')}}))), ScanVerdict::kClean);
}

TEST(Archive, SoManyEntriesAndNoMore) {
  std::vector<Entry> entries;
  for (int at = 0; at < kMostEntries; ++at) entries.emplace_back("e" + std::to_string(at), "x");
  EXPECT_EQ(Scan(Zip(entries)), ScanVerdict::kClean);
  entries.emplace_back("one more", "x");
  EXPECT_EQ(Scan(Zip(entries)), ScanVerdict::kSuspicious);
  for (int at = 0; at < 2002; ++at) entries.emplace_back("f" + std::to_string(at), "x");
  EXPECT_EQ(Scan(Zip(entries)), ScanVerdict::kSuspicious);
}

TEST(Archive, WhatBecomesHundredsOfMegabytesIsSuspicious) {
  const std::string bomb = Zip(With({{"word/document.xml", std::string(210'000'000, ' ')}}));
  EXPECT_LT(bomb.size(), 2'000'000U);
  EXPECT_EQ(Scan(bomb), ScanVerdict::kSuspicious);
}

TEST(Archive, WhatSwellsAHundredfoldIsSuspicious) {
  EXPECT_EQ(Scan(Zip(With({{"word/document.xml", std::string(20'000'000, ' ')}}))),
            ScanVerdict::kSuspicious);
}

// The number in the directory is what a viewer is told.
TEST(Archive, ADirectoryThatDeclaresTooMuchIsSuspicious) {
  std::string zip = Zip(Docx());
  const std::size_t row = zip.find("PK\x01\x02");
  ASSERT_NE(row, std::string::npos);
  zip.replace(row + 24, 4, std::string("\0\0\0\x20", 4));  // 512 MB
  EXPECT_EQ(Scan(zip), ScanVerdict::kSuspicious);
}

TEST(Archive, ADirectoryThatSaysSomethingElseThanItsEntriesIsSuspicious) {
  const std::string zip = Zip(Docx());
  const std::size_t end = zip.rfind("PK\x05\x06");
  std::string fewer = zip;
  fewer[end + 10] = 1;
  EXPECT_EQ(Scan(fewer), ScanVerdict::kSuspicious);
  EXPECT_EQ(Scan(zip.substr(0, end)), ScanVerdict::kSuspicious) << "no directory";
  EXPECT_EQ(Scan(zip.substr(0, zip.size() / 2)), ScanVerdict::kSuspicious) << "cut";
  std::string packed = zip;
  packed.replace(zip.find("PK\x01\x02") + 20, 4, std::string("\0\0\0\x01", 4));
  EXPECT_EQ(Scan(packed), ScanVerdict::kSuspicious) << "entries that lie over each other";
}

TEST(Archive, ArchivesInsideAreSuspicious) {
  for (const std::string& inner :
       {Zip({{"a.txt", "x"}}), std::string("\x1F\x8B\x08 gzip"), std::string("Rar!\x1A\x07 rar"),
        std::string("7z\xBC\xAF\x27\x1C"),
        std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 macros")}) {
    EXPECT_EQ(Scan(Zip(With({{"word/embeddings/inner.bin", inner}}))), ScanVerdict::kSuspicious);
  }
}

TEST(Archive, WhatIsLockedWithAPasswordIsSuspicious) {
  std::string zip = Zip(Docx());
  zip[zip.find("PK\x01\x02") + 8] |= 1;
  EXPECT_EQ(Scan(zip), ScanVerdict::kSuspicious);
  zip = Zip(Docx());
  zip[6] |= 1;
  EXPECT_EQ(Scan(zip), ScanVerdict::kSuspicious);
}

TEST(Archive, TheTestFileInsideIsFound) {
  EXPECT_EQ(Scan(Zip(With({{"readme.txt", EicarText()}}))), ScanVerdict::kInfected);
}

TEST(Archive, BytesThatAreNoneAreSuspiciousAndNeverMore) {
  const std::string zip = Zip(Docx());
  EXPECT_EQ(Scan("PK\x03\x04 nothing of the kind"), ScanVerdict::kSuspicious);
  for (std::size_t at = 4; at < zip.size(); at += 3) {
    std::string broken = zip;
    broken[at] = static_cast<char>(broken[at] ^ 0x55);
    const ScanVerdict verdict = Scan(broken);
    EXPECT_TRUE(verdict == ScanVerdict::kClean || verdict == ScanVerdict::kSuspicious) << at;
  }
}

}  // namespace
}  // namespace chartbridge::scanner
