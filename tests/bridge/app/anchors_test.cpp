// Anchors as `serve` and `audit anchor` write them, and what `audit verify` makes of them (P10).
#include "bridge/app/anchors.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "bridge/audit/chain.h"
#include "tests/bridge/app/settings_folder.h"
#include "tests/bridge/app/stopped_clock.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge {
namespace {

namespace audit = bridge::audit;
using audit::Finding;
using bridge::AuditLink;

class QuietLog final : public Log {
 public:
  void Write(LogLevel, LogEvent event, std::initializer_list<LogField>) override {
    failed += event == LogEvent::kAnchorFailed ? 1 : 0;
  }
  int failed = 0;
};

crypto::KeyRing RingOf(char digit) {
  auto ring = crypto::KeyRing::Read("1 " + std::string(64, digit) + "\n", "demo");
  return std::move(*ring);
}

class Anchors : public SettingsFolder {
 protected:
  void Happen(int times) {
    for (int i = 0; i < times; ++i)
      ASSERT_TRUE(store_.audit().Append({{.ev = "test", .actor = "cli"}}));
  }
  std::vector<audit::SignedAnchor> Anchor() {
    auto made = AnchorChains(file_, ring_, store_.audit(), clock_.Now());
    EXPECT_TRUE(made) << made.error().text;
    return made ? std::move(*made) : std::vector<audit::SignedAnchor>();
  }
  std::vector<AuditLink> Links() {
    std::vector<AuditLink> links;
    EXPECT_TRUE(
        store_.audit().Read(0, [&](const AuditLink& link) { return links.push_back(link), true; }));
    return links;
  }
  audit::Verdict VerifyLinks(const std::vector<AuditLink>& links) {
    bridge::service::ChainCheck check({*ReadAnchors(file_), PublicKeysOf(ring_)});
    for (const AuditLink& link : links) check.Add(link);
    return check.Finish();
  }
  // The same entries, rehashed from `from` on with another content: a chain that is sound by
  // itself.
  std::vector<AuditLink> Rewritten(std::size_t from) {
    std::vector<AuditLink> links = Links();
    std::string previous = links[from].previous_hash;
    for (std::size_t i = from; i < links.size(); ++i) {
      std::string& record = links[i].record;
      if (const auto at = record.find("\"cli\""); at != std::string::npos)
        record.replace(at, 5, "\"ilc\"");
      links[i].previous_hash = previous;
      previous = links[i].hash = audit::LinkHash(previous, record);
    }
    return links;
  }

  StoppedClock clock_;
  crypto::SystemEntropy entropy_;
  fakes::MemoryStore store_{clock_, entropy_};
  const crypto::KeyRing ring_ = RingOf('a');
  const std::filesystem::path file_ = folder_ / "anchors.jsonl";
};

TEST_F(Anchors, P10AChainIsIntactOnlyWithAnAnchor) {
  Happen(3);
  auto verdict = bridge::service::VerifyTrail(store_.audit(), {*ReadAnchors(file_), {}});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->finding, Finding::kIncomplete);
  EXPECT_EQ(verdict->cause.code, "audit-nothing-anchors");
  EXPECT_EQ(Anchor().size(), 1U);
  EXPECT_TRUE(Anchor().empty()) << "nothing moved since";
  Happen(2);
  verdict =
      bridge::service::VerifyTrail(store_.audit(), {*ReadAnchors(file_), PublicKeysOf(ring_)});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->finding, Finding::kIntact) << verdict->cause.code;
  EXPECT_EQ(verdict->anchors, 1);
  EXPECT_EQ(verdict->behind, 2);
  EXPECT_EQ(Anchor().size(), 1U);
  EXPECT_EQ(VerifyLinks(Links()).anchors, 2);
}

// PostgreSQL has a chain for each writer at once: a command beside `serve` begins one of its own.
TEST_F(Anchors, P10AChainThatBeganAfterTheLastAnchorIsBehindIt) {
  Happen(2);
  Anchor();
  std::vector<AuditLink> links = Links();
  const auto begin = [&](Instant at) {
    audit::ChainHead head;
    head.chain = std::string(32, 'b');
    const auto step = audit::NextLink(head, audit::GenesisEntry(), "", "", at);
    return AuditLink{step.head.seq, step.record, head.hash, step.hash};
  };
  links.push_back(begin(clock_.Now() + std::chrono::seconds(1)));
  EXPECT_EQ(VerifyLinks(links).finding, Finding::kIntact);
  EXPECT_EQ(VerifyLinks(links).behind, 1);
  links.back() = begin(clock_.Now() - std::chrono::seconds(1));
  EXPECT_EQ(VerifyLinks(links).cause.code, "audit-nothing-anchors");
}

TEST_F(Anchors, P10NobodyAnchorsAnEmptyTrail) {
  EXPECT_TRUE(Anchor().empty());
  EXPECT_EQ(VerifyLinks({}).cause.code, "audit-nothing-anchors");
}

TEST_F(Anchors, P10ACutTailAMissingChainAndAGap) {
  Happen(6);
  Anchor();
  std::vector<AuditLink> links = Links();
  links.resize(4);
  EXPECT_EQ(VerifyLinks(links).finding, Finding::kIncomplete);
  EXPECT_EQ(VerifyLinks(links).first_bad_seq, 4);
  EXPECT_EQ(VerifyLinks({}).cause.code, "audit-chain-missing");
  links = Links();
  links.erase(links.begin() + 2);
  EXPECT_EQ(VerifyLinks(links).finding, Finding::kAltered);
  EXPECT_EQ(VerifyLinks(links).first_bad_seq, 2);
}

TEST_F(Anchors, P10AChangedAReorderedAndARewrittenChain) {
  Happen(6);
  Anchor();
  std::vector<AuditLink> links = Links();
  std::swap(links[2], links[3]);
  EXPECT_EQ(VerifyLinks(links).first_bad_seq, 2);
  links = Links();
  links[4].record[1] = 'X';
  EXPECT_EQ(VerifyLinks(links).first_bad_seq, 4);
  EXPECT_EQ(VerifyLinks(Rewritten(3)).finding, Finding::kAltered)
      << "sound by itself; the anchor alone tells";
}

TEST_F(Anchors, P10AnAnchorOfAnotherKeyIsForged) {
  Happen(2);
  const crypto::KeyRing other = RingOf('b');
  ASSERT_TRUE(AnchorChains(file_, other, store_.audit(), clock_.Now()));
  EXPECT_EQ(VerifyLinks(Links()).finding, Finding::kAltered);
}

TEST_F(Anchors, P10ACutStoreIsSeenByItsHeadToo) {
  Happen(4);
  std::vector<bridge::AuditHead> heads = *store_.audit().Heads();
  bridge::service::ChainCheck check({}, heads);
  for (const AuditLink& link : Links()) {
    if (link.seq < 3) check.Add(link);
  }
  const audit::Verdict verdict = check.Finish();
  EXPECT_EQ(verdict.finding, Finding::kIncomplete);
  EXPECT_EQ(verdict.first_bad_seq, 3);
  bridge::service::ChainCheck gone({}, heads);
  EXPECT_EQ(gone.Finish().cause.code, "audit-chain-of-head-missing");
}

TEST_F(Anchors, P10AChainThatIsNotTheAnchoredOneGetsNoFurtherAnchor) {
  Happen(5);
  Anchor();
  // Another chain of the same name cannot be made here, so the file is: its anchor runs ahead.
  audit::ChainHead head = store_.audit().Heads()->front();
  head.seq += 10;
  const auto last = *ReadAnchors(file_);
  const crypto::Key seed = ring_.AnchorSeeds().back();
  std::ofstream(file_, std::ios::app)
      << audit::WriteAnchorLine(audit::SignAnchor(
             audit::NextAnchor(head, &last.back().anchor,
                               audit::KeyNameOf(audit::PublicKeyOf(seed)), clock_.Now()),
             seed))
      << "\n";
  Happen(1);
  const auto made = AnchorChains(file_, ring_, store_.audit(), clock_.Now());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, FailureKind::kCorrupt);
  EXPECT_EQ(ReadAnchors(file_)->size(), 2U);
}

TEST_F(Anchors, ALineThatACrashCutShortIsTakenAwayAndAForeignOneNamed) {
  Happen(1);
  Anchor();
  std::ofstream(file_, std::ios::app) << R"({"anchor":{"v":1,"cha)";
  Happen(1);
  EXPECT_EQ(Anchor().size(), 1U);
  EXPECT_EQ(ReadAnchors(file_)->size(), 2U);
  EXPECT_EQ(VerifyLinks(Links()).finding, Finding::kIntact);
  std::ofstream(file_, std::ios::app) << "a letter\n";
  const auto read = ReadAnchors(file_);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().text.find("line 3"), std::string::npos) << read.error().text;
}

TEST_F(Anchors, ThePublicKeysStandBesideThem) {
  Happen(1);
  Anchor();
  EXPECT_EQ(*ReadKeys(PublishedKeys(file_)), PublicKeysOf(ring_));
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Anchors, TheTimerSignsAtStartAndAtStop) {
  QuietLog log;
  AnchorTimer timer(file_, std::chrono::minutes(15), ring_, store_.audit(), clock_, log);
  Happen(1);
  EXPECT_EQ(timer.Start(), std::nullopt);
  EXPECT_EQ(ReadAnchors(file_)->size(), 1U);
  Happen(1);
  timer.Stop();
  EXPECT_EQ(ReadAnchors(file_)->size(), 2U);
  EXPECT_EQ(VerifyLinks(Links()).behind, 0);
  EXPECT_EQ(log.failed, 0);
}

TEST_F(Anchors, AFileThatCannotBeWrittenIsSaidAtTheStart) {
  QuietLog log;
  AnchorTimer timer(folder_ / "absent" / "anchors.jsonl", std::chrono::minutes(15), ring_,
                    store_.audit(), clock_, log);
  const auto trouble = timer.Start();
  ASSERT_TRUE(trouble);
  EXPECT_NE(trouble->find("anchor_file"), std::string::npos);
  EXPECT_EQ(log.failed, 1);
  timer.Stop();
  AnchorTimer none("", std::chrono::minutes(15), ring_, store_.audit(), clock_, log);
  EXPECT_EQ(none.Start(), std::nullopt);
  none.Stop();
}

}  // namespace
}  // namespace chartbridge
