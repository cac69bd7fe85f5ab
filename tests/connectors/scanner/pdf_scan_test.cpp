// F4: a PDF with JavaScript was filed.
#include "connectors/scanner/pdf_scan.h"

#include <gtest/gtest.h>

#include "tests/connectors/scanner/small_files.h"

namespace chartbridge::scanner {
namespace {

bool IsSuspicious(const std::string& pdf, std::size_t piece = 1000) {
  PdfScan scan;
  for (std::size_t at = 0; at < pdf.size(); at += piece) scan.Feed(pdf.substr(at, piece));
  return scan.IsSuspicious();
}

// One object stream that holds `objects`.
std::string Packed(const std::string& objects) {
  return "5 0 obj\n" +
         PdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode",
                   Compressed("9 0 " + objects)) +
         "endobj\n";
}

TEST(PdfScan, AnOrdinaryDocumentIsNot) {
  EXPECT_FALSE(IsSuspicious(Pdf("")));
  EXPECT_FALSE(IsSuspicious(Pdf("/Lang (he-IL) /ViewerPreferences << /DisplayDocTitle true >>")));
  EXPECT_FALSE(IsSuspicious(Pdf("", Packed("<< /Type /Font /BaseFont /Arial >>"))));
  EXPECT_FALSE(IsSuspicious(Pdf("", Packed("<< /A 1 >>") + Packed("<< /B 2 >>"))));
}

// Where a document opens is no action.
TEST(PdfScan, ADocumentThatOpensAtAPageIsNot) {
  EXPECT_FALSE(IsSuspicious(Pdf("/OpenAction [3 0 R /FitH null]")));
  EXPECT_FALSE(IsSuspicious(Pdf("/OpenAction[3 0 R /Fit]")));
}

TEST(PdfScan, WhatActsByItselfIs) {
  for (const std::string catalog : {
           "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
           "/OpenAction 9 0 R",
           "/OpenAction\n9 0 R",
           "/AA << /WC << /S /JavaScript /JS 9 0 R >> >>",
           "/Names << /JavaScript 9 0 R >>",
           "/Names << /EmbeddedFiles 9 0 R >>",
           "/AF [9 0 R] /X << /Type /Filespec /EF << /F 8 0 R >> >> /Y << /Type/EmbeddedFile >>",
           "/X << /S /Launch /F (cmd.exe) >>",
           "/X << /S/Launch>>",
           "/AcroForm << /XFA 9 0 R >>",
           "/X << /S /SubmitForm /F (http://example.com) >>",
           "/X << /Subtype /RichMedia >>",
           "/X << /S /GoToE >>",
       }) {
    EXPECT_TRUE(IsSuspicious(Pdf(catalog))) << catalog;
  }
}

TEST(PdfScan, LettersWrittenAsNumbersHideNothing) {
  EXPECT_TRUE(IsSuspicious(Pdf("/X << /S /J#61v#61Script >>")));
  EXPECT_TRUE(IsSuspicious(Pdf("/X << /S /#4c#61#75#6E#63#68 >>")));
  EXPECT_TRUE(IsSuspicious(Pdf("", "5 0 obj\n" +
                                       PdfStream("/Type /Obj#53tm /Filter /Fl#61teDecode",
                                                 Compressed("9 0 << /S /JavaScript >>")) +
                                       "endobj\n")));
}

TEST(PdfScan, CompressedObjectsHideNothing) {
  EXPECT_TRUE(IsSuspicious(Pdf("", Packed("<< /S /JavaScript /JS (x) >>"))));
  EXPECT_TRUE(IsSuspicious(Pdf("", Packed("<< /A 1 >>") + Packed("<< /S /Launch >>"))));
  EXPECT_TRUE(IsSuspicious(Pdf("", Packed(std::string(200'000, ' ') + "<< /S /Launch >>"))));
  EXPECT_TRUE(IsSuspicious(Pdf("", Packed("<< /S /Launch"))));  // a name that stands last
}

TEST(PdfScan, WhatCannotBeLookedIntoIs) {
  const auto with = [](const std::string& dictionary, const std::string& bytes) {
    return Pdf("", "5 0 obj\n" + PdfStream("/Type /ObjStm " + dictionary, bytes) + "endobj\n");
  };
  const std::string packed = Compressed("9 0 << /A 1 >>");
  EXPECT_FALSE(IsSuspicious(with("/Filter /FlateDecode", packed)));
  EXPECT_FALSE(IsSuspicious(with("/Filter [ /FlateDecode ] /First 4", packed)));
  EXPECT_TRUE(IsSuspicious(with("", "9 0 << /A 1 >>")));
  EXPECT_TRUE(IsSuspicious(with("/Filter /LZWDecode", packed)));
  EXPECT_TRUE(IsSuspicious(with("/Filter [/ASCIIHexDecode /FlateDecode]", packed)));
  EXPECT_TRUE(IsSuspicious(with("/Filter 7 0 R", packed)));
  EXPECT_TRUE(IsSuspicious(with("/Filter /FlateDecode", "not compressed")));
  EXPECT_TRUE(IsSuspicious(with("/Filter /FlateDecode", packed.substr(0, packed.size() - 6))));
}

TEST(PdfScan, AFalseStreamBeforeTheRealOneHidesNothing) {
  EXPECT_TRUE(
      IsSuspicious(Pdf("", "5 0 obj\n" +
                               PdfStream("/Type /ObjStm /Note (stream\n) /Filter /FlateDecode",
                                         Compressed("9 0 << /S /JavaScript >>")) +
                               "endobj\n")));
  const std::string decoy = Compressed("9 0 << /A 1 >>");
  EXPECT_TRUE(IsSuspicious(Pdf(
      "", "5 0 obj\n" +
              PdfStream("/Type /ObjStm /Filter /FlateDecode /Note (stream\n" + decoy + "endobj)",
                        Compressed("9 0 << /S /JavaScript >>")) +
              "endobj\n")));
  EXPECT_TRUE(IsSuspicious(Pdf("", "5 0 obj\n" +
                                       PdfStream("/Note (stream\n" + decoy +
                                                     "endobj 6 0 obj) /Type /ObjStm /Filter "
                                                     "/FlateDecode",
                                                 Compressed("9 0 << /S /JavaScript >>")) +
                                       "endobj\n")));
  EXPECT_TRUE(IsSuspicious(Pdf("/Title (stream\n) /X << /S /JavaScript >>")));
}

// A password locks the strings, not the names; object streams it locks wholly.
TEST(PdfScan, AnEncryptedDocumentIsOnlyWhereItHidesObjects) {
  EXPECT_FALSE(IsSuspicious(Pdf("", "8 0 obj\n<< /Filter /Standard /V 4 >>\nendobj\n") +
                            "trailer << /Encrypt 8 0 R >>"));
  EXPECT_TRUE(IsSuspicious(Pdf("", Packed("<< /A 1 >>")) + "trailer << /Encrypt 8 0 R >>"));
}

TEST(PdfScan, AMillionObjectsAre) {
  std::string objects;
  for (int at = 0; at < 300'000; ++at) objects += "9 0 obj null endobj\n";
  EXPECT_TRUE(IsSuspicious(Pdf("", objects)));
}

TEST(PdfScan, AnObjectStreamThatIsABombIs) {
  const std::string bomb = Compressed(std::string(PdfScan::kMostInflated + 1, ' '));
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_TRUE(IsSuspicious(
      Pdf("", "5 0 obj\n" + PdfStream("/Type /ObjStm /Filter /FlateDecode", bomb) + "endobj\n")));
}

TEST(PdfScan, ThePiecesDoNotMatter) {
  const std::string bad = Pdf("", Packed("<< /S /JavaScript >>"));
  const std::string good = Pdf("/OpenAction [3 0 R /Fit]", Packed("<< /A 1 >>"));
  for (const std::size_t piece : {1U, 2U, 7U, 64U, 100'000U}) {
    EXPECT_TRUE(IsSuspicious(bad, piece)) << piece;
    EXPECT_FALSE(IsSuspicious(good, piece)) << piece;
  }
}

}  // namespace
}  // namespace chartbridge::scanner
