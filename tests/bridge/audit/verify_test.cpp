#include "bridge/audit/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "bridge/audit/link_line.h"

namespace chartbridge::bridge::audit {
namespace {

constexpr std::array<unsigned char, 32> kSeed{7, 7, 7};
constexpr std::array<unsigned char, 32> kOtherSeed{8, 8, 8};
const Instant kNow = FromUnixMillis(1'795'327'200'000);

struct Log {
  std::vector<AuditLink> links;
  std::vector<SignedAnchor> anchors;
  AnchorKeys keys{{"k1", PublicKeyOf(kSeed)}};

  Verdict Check(Range range = {}) const { return Verify(links, anchors, keys, range); }
};

// `size` links with an anchor at every tenth one (9, 19, ...).
Log MakeLog(int size) {
  Log log;
  ChainHead head{.chain = "c1"};
  for (int i = 0; i < size; ++i) {
    const AuditEntry entry{
        .ev = "message.parsed", .actor = "svc:ingest", .what = std::to_string(i)};
    const ChainStep step = NextLink(head, entry, "s-1", "", kNow + Milliseconds(i / 3));
    log.links.push_back({step.head.seq, step.record, head.hash, step.hash});
    head = step.head;
    if (i % 10 != 9) continue;
    const Anchor* previous = log.anchors.empty() ? nullptr : &log.anchors.back().anchor;
    log.anchors.push_back(SignAnchor(NextAnchor(head, previous, "k1", head.t), kSeed));
  }
  return log;
}

void Expect(const Verdict& verdict, Finding finding, std::int64_t seq) {
  EXPECT_EQ(verdict.finding, finding) << verdict.cause.code;
  EXPECT_EQ(verdict.first_bad_seq, seq) << verdict.cause.code;
}

TEST(Verify, P10_AnIntactLogWithItsAnchors) {
  const Verdict verdict = MakeLog(35).Check();
  Expect(verdict, Finding::kIntact, -1);
  EXPECT_EQ(verdict.links, 35);
  EXPECT_EQ(verdict.anchors, 3);
}

TEST(Verify, AnEmptyLog) {
  Expect(Verify({}, {}, {}), Finding::kIntact, -1);
  Log log = MakeLog(10);
  log.links.clear();
  Expect(log.Check(), Finding::kIncomplete, 0);
}

TEST(Verify, P10_EverySingleBitEditIsReportedAtItsSeq) {
  Log log = MakeLog(100);
  std::mt19937 random(20261122);
  for (int round = 0; round < 1000; ++round) {
    const std::size_t at = random() % log.links.size();
    AuditLink& link = log.links[at];
    std::string* const parts[] = {&link.record, &link.record, &link.hash, &link.previous_hash};
    std::string& part = *parts[random() % 4];
    const AuditLink before = link;
    part[random() % part.size()] ^= static_cast<char>(1U << (random() % 8));
    Expect(log.Check(), Finding::kAltered, std::int64_t(at));
    link = before;
  }
}

TEST(Verify, P10_EveryDeletionInsertionAndSwapIsReportedAtItsSeq) {
  const Log good = MakeLog(30);
  for (std::size_t at = 1; at + 1 < good.links.size(); ++at) {
    Log bad = good;
    bad.links.erase(bad.links.begin() + long(at));
    Expect(bad.Check(), Finding::kAltered, std::int64_t(at));
    bad = good;
    bad.links.insert(bad.links.begin() + long(at), bad.links[at - 1]);
    Expect(bad.Check(), Finding::kAltered, std::int64_t(at));
    bad = good;
    std::swap(bad.links[at], bad.links[at + 1]);
    Expect(bad.Check(), Finding::kAltered, std::int64_t(at));
  }
}

TEST(Verify, P10_EveryCutTailIsIncomplete) {
  const Log good = MakeLog(30);
  for (std::size_t size = 0; size < good.links.size(); ++size) {
    Log cut = good;
    cut.links.resize(size);
    Expect(cut.Check(), Finding::kIncomplete, std::int64_t(size));
  }
}

TEST(Verify, ACutHeadIsIncompleteUnlessAnAnchorClosedIt) {
  Log log = MakeLog(30);
  log.links.erase(log.links.begin(), log.links.begin() + 5);
  Expect(log.Check(), Finding::kIncomplete, 0);
  log.links.erase(log.links.begin(), log.links.begin() + 5);
  Expect(log.Check(), Finding::kIntact, -1);  // begins right behind the anchor of seq 9
  log.anchors[0].signature[3] ^= 1;
  Expect(log.Check(), Finding::kAltered, 9);
}

TEST(Verify, AChainThatIsRehashedIsCaughtByTheAnchorAlone) {
  Log log = MakeLog(30);
  ChainHead head{.chain = "c1"};
  for (int i = 0; i < 30; ++i) {
    const ChainStep step = NextLink(head, {.ev = "forged"}, "", "", kNow + Milliseconds(i));
    log.links[std::size_t(i)] = {step.head.seq, step.record, head.hash, step.hash};
    head = step.head;
  }
  Expect(Verify(log.links, {}, {}), Finding::kIntact, -1);
  Expect(log.Check(), Finding::kAltered, 9);
}

TEST(Verify, AForgedAnchorIsAltered) {
  Log log = MakeLog(30);
  log.anchors[1] = SignAnchor(log.anchors[1].anchor, kOtherSeed);
  Expect(log.Check(), Finding::kAltered, 19);
  log = MakeLog(30);
  log.anchors.back().anchor.key = "k2";
  Expect(log.Check(), Finding::kAltered, 29);
}

TEST(Verify, AnAnchorLeftOutIsIncomplete) {
  Log log = MakeLog(40);
  log.anchors.erase(log.anchors.begin() + 1);
  Expect(log.Check(), Finding::kIncomplete, 29);
  log = MakeLog(40);
  log.anchors.erase(log.anchors.begin());
  Expect(log.Check(), Finding::kIncomplete, 19);
}

TEST(Verify, CopiesOfAnAnchorAndAnyOrderAreFine) {
  Log log = MakeLog(40);
  log.anchors.insert(log.anchors.end(), log.anchors.begin(), log.anchors.end());
  std::reverse(log.anchors.begin(), log.anchors.end());
  Expect(log.Check(), Finding::kIntact, -1);
}

TEST(Verify, AnchorsWithoutKeysAreAnInputFault) {
  Log log = MakeLog(10);
  log.keys.clear();
  Expect(log.Check(), Finding::kUnusable, -1);
}

TEST(Verify, ARangeIsReadByItself) {
  Log log = MakeLog(40);
  EXPECT_EQ(log.Check({.from = 20}).links, 20);
  Expect(log.Check({.from = 20}), Finding::kIntact, -1);
  EXPECT_EQ(log.Check({.from = 13, .to = 25}).links, 13);
  log.links.resize(26);
  Expect(log.Check({.from = 13, .to = 25}), Finding::kIntact, -1);
  Expect(log.Check({.from = 13}), Finding::kIncomplete, 26);
  log.links[15].record[2] ^= 1;
  Expect(log.Check({.from = 13, .to = 25}), Finding::kAltered, 15);
}

TEST(Verify, TimeThatGoesBackwardsIsAltered) {
  Log log = MakeLog(2);
  const ChainHead rewound{.chain = "c1", .seq = 1, .hash = log.links[1].hash};
  const ChainStep step = NextLink(rewound, {.ev = "x"}, "", "", kNow - Milliseconds(1));
  log.links.push_back({2, step.record, log.links[1].hash, step.hash});
  Expect(log.Check(), Finding::kAltered, 2);
}

TEST(Verify, ALinkOfAnotherChainIsAltered) {
  Log log = MakeLog(2);
  const ChainHead other{.chain = "c2", .seq = 1, .hash = log.links[1].hash, .t = kNow};
  const ChainStep step = NextLink(other, {.ev = "x"}, "", "", kNow + Milliseconds(9));
  log.links.push_back({2, step.record, log.links[1].hash, step.hash});
  Expect(log.Check(), Finding::kAltered, 2);
}

TEST(LinkLine, ComesBackAsItWasInItsOwnAndInOtherSpellings) {
  for (const AuditLink& link : MakeLog(3).links) {
    const std::string line = WriteLinkLine(link);
    for (const std::string& text : {line, " " + line + " "}) {
      const auto read = ReadLinkLine(text);
      ASSERT_TRUE(read) << read.error().text;
      EXPECT_EQ(read->seq, link.seq);
      EXPECT_EQ(read->record, link.record);
      EXPECT_EQ(read->hash, link.hash);
      EXPECT_EQ(read->previous_hash, link.previous_hash);
    }
  }
}

TEST(LinkLine, WhatIsNoLinkIsRefused) {
  for (const char* text : {"", "{}", "[]", "nonsense", R"({"record":1})", R"({"record":{"a":1.5}})",
                           R"({"record":{"a":"\ud800"}})"}) {
    EXPECT_FALSE(ReadLinkLine(text)) << text;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::audit
