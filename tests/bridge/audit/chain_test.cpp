#include "bridge/audit/chain.h"

#include <gtest/gtest.h>

#include "bridge/audit/record_reader.h"
#include "bridge/audit/verify.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::audit {
namespace {

const Instant kNow = FromUnixMillis(1'795'327'200'000);  // 2026-11-22T06:00:00Z

TEST(Chain, TheFirstLinkFollowsZeroAndSaysTheVersion) {
  const ChainStep step = NextLink({.chain = "c1"}, GenesisEntry(), "", "", kNow);
  EXPECT_EQ(step.record,
            R"({"actor":"svc:audit","chain":"c1","ev":"audit.genesis","outcome":0,"seq":0,)"
            R"("t":"2026-11-22T06:00:00.000Z","v":1})");
  EXPECT_EQ(step.hash, LinkHash(kGenesisHash, step.record));
  EXPECT_EQ(step.head.seq, 0);
  EXPECT_EQ(step.head.hash, step.hash);
}

TEST(Chain, ARecordHasItsFieldsAndNoEmptyOnes) {
  const ChainHead head{.chain = "c1", .seq = 6, .t = kNow};
  const AuditEntry entry{.ev = "consent.decision",
                         .actor = "svc:decide",
                         .outcome = 8,
                         .subject = "Patient/anna",
                         .what = "11111111-2222-5333-8444-555555555555",
                         .basis = {"Consent/k1/_history/2"},
                         .reason = "consent-revoked",
                         .detail = "Anna Levi"};
  const ChainStep step = NextLink(head, entry, "s-7f3a9c", DetailHash("salt", "{}"), kNow);
  EXPECT_EQ(step.record,
            R"({"actor":"svc:decide","basis":["Consent/k1/_history/2"],"chain":"c1","detail":")" +
                DetailHash("salt", "{}") +
                R"(","ev":"consent.decision","outcome":8,"reason":"consent-revoked","seq":7,)"
                R"("subject":"s-7f3a9c","t":"2026-11-22T06:00:00.000Z",)"
                R"("what":"11111111-2222-5333-8444-555555555555"})");
}

TEST(Chain, P8_SubjectAndDetailStayOutOfTheRecord) {
  const AuditEntry entry{.ev = "x", .subject = "Patient/anna", .detail = "Anna Levi"};
  const ChainStep step = NextLink({.chain = "c1"}, entry, "", "", kNow);
  EXPECT_EQ(step.record.find("nna"), std::string::npos);
}

TEST(Chain, TimeNeverGoesBackwards) {
  const ChainHead head{.chain = "c1", .seq = 0, .t = kNow};
  const ChainStep step = NextLink(head, {.ev = "x"}, "", "", kNow - Milliseconds(5000));
  EXPECT_EQ(step.head.t, kNow);
  EXPECT_NE(step.record.find("06:00:00.000Z"), std::string::npos);
}

TEST(Chain, WhateverBytesComeInTheRecordIsCanonical) {
  for (const char* raw : {"\xff\xfe", "\xED\xA0\x80", "quote\" back\\ tab\t", "שלום 😀", "\x7f/"}) {
    const AuditEntry entry{.ev = "x", .actor = raw, .what = std::string("a\0b", 3), .reason = raw};
    const ChainStep step = NextLink({.chain = "c1"}, entry, raw, "", kNow);
    EXPECT_TRUE(ReadRecord(step.record)) << step.record;
  }
}

TEST(Chain, ManyLinksVerify) {
  ChainHead head{.chain = "c1"};
  ChainVerifier verifier({}, {});
  for (int i = 0; i < 2000; ++i) {
    const std::string previous = head.hash;
    const ChainStep step =
        NextLink(head, i == 0 ? GenesisEntry() : AuditEntry{.ev = "message.parsed"}, "", "",
                 kNow + Milliseconds(i));
    ASSERT_TRUE(verifier.Add({step.head.seq, step.record, previous, step.hash}));
    head = step.head;
  }
  const Verdict verdict = verifier.Finish();
  EXPECT_EQ(verdict.finding, Finding::kIntact) << verdict.cause.code;
  EXPECT_EQ(verdict.links, 2000);
  EXPECT_EQ(verdict.head.hash, head.hash);
  EXPECT_EQ(verdict.head.t, head.t);
}

TEST(Chain, SaltChangesTheDetailHash) {
  EXPECT_NE(DetailHash("a", "detail"), DetailHash("b", "detail"));
  EXPECT_EQ(DetailHash("", ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace chartbridge::bridge::audit
