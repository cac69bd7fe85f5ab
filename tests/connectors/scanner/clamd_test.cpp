// clamd as it answers, and as it does not.
#include "connectors/scanner/clamd.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "connectors/scanner/content_scan.h"
#include "tests/connectors/scanner/clamd_under_test.h"

namespace chartbridge::scanner {
namespace {

using Script = ClamdUnderTest::Script;

ClamdSettings At(const ClamdUnderTest& clamd) { return {.port = clamd.port()}; }

Result<ClamdVerdict, Failure> Ask(const ClamdSettings& settings, const std::string& content) {
  auto stream = ClamdStream::Open(settings);
  if (!stream) return Unexpected<Failure>(stream.error());
  for (std::size_t at = 0; at < content.size(); at += 1000) {
    if (auto sent = stream->Send(std::string_view(content).substr(at, 1000)); !sent)
      return Unexpected<Failure>(sent.error());
  }
  return stream->Finish();
}

TEST(Clamd, SaysWhatItFound) {
  struct Case {
    std::string answer;
    ClamdVerdict want;
  };
  for (const auto& [answer, want] : std::initializer_list<Case>{
           {"stream: OK", ClamdVerdict::kClean},
           {"stream: Eicar-Signature FOUND", ClamdVerdict::kInfected},
           {"stream: Pdf.Exploit.CVE_2010_1-1 FOUND", ClamdVerdict::kInfected},
           {"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", ClamdVerdict::kCannotLook},
           {"stream: Heuristics.Encrypted.PDF FOUND", ClamdVerdict::kCannotLook},
           {"INSTREAM size limit exceeded. ERROR", ClamdVerdict::kCannotLook}}) {
    const ClamdUnderTest clamd({.answer = answer});
    const auto verdict = Ask(At(clamd), "content");
    ASSERT_TRUE(verdict) << answer << ": " << verdict.error().text;
    EXPECT_EQ(*verdict, want) << answer;
  }
}

TEST(Clamd, GetsTheContentWholeAndInOrder) {
  const ClamdUnderTest clamd(Script{});
  std::string content;
  for (int at = 0; at < 300'000; ++at) content += static_cast<char>(at * 7 / 5);
  ASSERT_TRUE(Ask(At(clamd), content));
  EXPECT_EQ(clamd.received(), content);
}

TEST(Clamd, AnswersOnAUnixSocketToo) {
  std::string folder = std::filesystem::temp_directory_path() / "clamd-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  {
    const ClamdUnderTest clamd({.answer = "stream: Some.Thing FOUND"}, folder + "/clamd.ctl");
    const auto verdict = Ask({.socket = folder + "/clamd.ctl"}, "content");
    ASSERT_TRUE(verdict) << verdict.error().text;
    EXPECT_EQ(*verdict, ClamdVerdict::kInfected);
  }
  std::filesystem::remove_all(folder);
}

TEST(Clamd, AnAnswerThatIsNoneIsUnreachable) {
  for (const std::string answer : {"", "stream: ", "PONG", "stream: Something ERROR", "FOUND"}) {
    const ClamdUnderTest clamd({.answer = answer});
    const auto verdict = Ask(At(clamd), "content");
    ASSERT_FALSE(verdict) << answer;
    EXPECT_EQ(verdict.error().kind, FailureKind::kUnreachable);
  }
}

TEST(Clamd, NobodyThereIsUnreachable) {
  int port = 0;
  {
    const ClamdUnderTest clamd(Script{});
    port = clamd.port();
  }
  for (const ClamdSettings& settings :
       {ClamdSettings{.port = port}, ClamdSettings{.socket = "/nonexistent/clamd.ctl"},
        ClamdSettings{.host = "no.such.host.invalid", .port = 1}}) {
    const auto verdict = Ask(settings, "content");
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().kind, FailureKind::kUnreachable);
  }
}

TEST(Clamd, OneThatNeverAnswersEndsAtTheDeadline) {
  const ClamdUnderTest clamd({.silent = true});
  ClamdSettings settings = At(clamd);
  settings.deadline = Milliseconds(50);
  const auto verdict = Ask(settings, "content");
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().kind, FailureKind::kUnreachable);
}

TEST(Clamd, WhatIsTooLongForItIsNotSentOn) {
  const ClamdUnderTest clamd(Script{});
  ClamdSettings settings = At(clamd);
  settings.most_bytes = 2500;
  const auto verdict = Ask(settings, std::string(10'000, 'x'));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(*verdict, ClamdVerdict::kCannotLook);
  EXPECT_LE(clamd.received().size(), 2500U);
}

TEST(Clamd, OneThatStopsListeningHasAnswered) {
  const ClamdUnderTest clamd(
      {.answer = "INSTREAM size limit exceeded. ERROR", .closes_after = 5000});
  const auto verdict = Ask(At(clamd), std::string(5'000'000, 'x'));
  ASSERT_TRUE(verdict) << verdict.error().text;
  EXPECT_EQ(*verdict, ClamdVerdict::kCannotLook);
}

TEST(Clamd, IsTriedWithTheTestFile) {
  const ClamdUnderTest good({.knows_eicar = true});
  EXPECT_TRUE(TryClamd(At(good)));
  const ClamdUnderTest blind(Script{});
  const auto tried = TryClamd(At(blind));
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().kind, FailureKind::kRefused);
}

}  // namespace
}  // namespace chartbridge::scanner
