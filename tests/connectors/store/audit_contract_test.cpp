// The audit chain in the store (promise P10): whole, in order, and only ever added to.
#include <algorithm>
#include <thread>

#include "bridge/audit/chain.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::AuditEntry;
using bridge::AuditLink;
using bridge::Progress;

class AuditContract : public StoreContract {
 protected:
  std::vector<AuditLink> Chain(std::int64_t from = 0) {
    std::vector<AuditLink> chain;
    const auto read = store().audit().Read(
        from, [&](const AuditLink& link) { return chain.push_back(link), true; });
    EXPECT_TRUE(read) << read.error().text;
    return chain;
  }
  void ExpectWhole(const std::vector<AuditLink>& chain) {
    std::string previous(bridge::audit::kGenesisHash);
    for (std::size_t i = 0; i < chain.size(); ++i) {
      ASSERT_EQ(chain[i].seq, std::int64_t(i));
      ASSERT_EQ(chain[i].previous_hash, previous);
      ASSERT_EQ(chain[i].hash, bridge::audit::LinkHash(previous, chain[i].record));
      previous = chain[i].hash;
    }
  }
};

TEST_P(AuditContract, P10EntriesFollowTheirGenesisAndSurviveARestart) {
  ASSERT_TRUE(store().audit().Append({{.ev = "app.start", .actor = "cli"}}));
  under_test_->Reopen();
  ASSERT_TRUE(store().audit().Append({{.ev = "app.stop", .actor = "cli"}}));
  const std::vector<AuditLink> chain = Chain();
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_NE(chain[0].record.find("audit.genesis"), std::string::npos);
  EXPECT_NE(chain[1].record.find("app.start"), std::string::npos);
  EXPECT_NE(chain[2].record.find("app.stop"), std::string::npos);
  ExpectWhole(chain);
  EXPECT_EQ(Chain(2).size(), 1U);
}

TEST_P(AuditContract, P10TheHeadIsTheLastLink) {
  EXPECT_TRUE(store().audit().Heads()->empty());
  ASSERT_TRUE(store().audit().Append({{.ev = "app.start", .actor = "cli"}}));
  ASSERT_TRUE(store().audit().Append({{.ev = "app.stop", .actor = "cli"}}));
  under_test_->Reopen();
  const auto heads = store().audit().Heads();
  ASSERT_TRUE(heads) << heads.error().text;
  ASSERT_EQ(heads->size(), 1U);
  const AuditLink last = Chain().back();
  EXPECT_EQ(heads->front().seq, last.seq);
  EXPECT_EQ(heads->front().hash, last.hash);
  EXPECT_NE(last.record.find(heads->front().chain), std::string::npos);
}

TEST_P(AuditContract, P8PeopleAndDetailsStandInTheChainUnderOtherNames) {
  const AuditEntry entry{
      .ev = "ehr.read", .actor = "user:1", .subject = "Patient/anna", .detail = "Anna Levi"};
  ASSERT_TRUE(store().audit().Append({entry, entry}));
  const std::vector<AuditLink> chain = Chain();
  ASSERT_EQ(chain.size(), 3U);
  for (const AuditLink& link : chain) {
    EXPECT_EQ(link.record.find("anna"), std::string::npos);
    EXPECT_EQ(link.record.find("Anna"), std::string::npos);
  }
  const auto subject = [](const std::string& record) {
    return record.substr(record.find("\"subject\""), 50);
  };
  EXPECT_EQ(subject(chain[1].record), subject(chain[2].record)) << "one person, one pseudonym";
  ExpectWhole(chain);
}

TEST_P(AuditContract, P10ManyWritersMakeOneChainWithoutGaps) {
  constexpr int kWriters = 16;
  constexpr int kEach = 12;
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        for (int i = 0; i < kEach; ++i) {
          EXPECT_TRUE(store().audit().Append({{.ev = "test",
                                               .actor = std::to_string(writer),
                                               .subject = "Patient/" + std::to_string(i % 3)}}));
        }
      });
    }
  }
  const std::vector<AuditLink> chain = Chain();
  EXPECT_EQ(chain.size(), std::size_t(kWriters * kEach + 1));
  ExpectWhole(chain);
}

TEST_P(AuditContract, NoEffectWithoutItsEntryAndNoEntryWithoutItsEffect) {
  Split({Item(1)});
  const std::size_t before = Chain().size();
  Claim("w");
  bridge::ItemStep step = Step(1, "w");
  step.after.state = bridge::Progress::kHeld;
  step.audit = {{.ev = "message.held", .actor = "svc:forward"}};
  bridge::ItemStep stale = step;
  ++stale.before.version;
  EXPECT_FALSE(items().Record(stale));
  EXPECT_EQ(Chain().size(), before);
  ASSERT_TRUE(items().Record(step));
  EXPECT_EQ(Chain().size(), before + 1);
  ExpectWhole(Chain());
}

TEST_P(AuditContract, LinksAboutOnePersonAreFoundNewestFirst) {
  std::vector<AuditEntry> entries;
  for (int i = 0; i < 900; ++i) {
    entries.push_back({.ev = "test",
                       .actor = "svc:test",
                       .subject = i % 3 == 0   ? "Patient/1"
                                  : i % 3 == 1 ? "Patient/2"
                                               : ""});
  }
  ASSERT_TRUE(store().audit().Append(entries));
  under_test_->Reopen();
  const auto about = [&](const std::string& subject, std::int64_t before, std::size_t most) {
    std::vector<std::int64_t> seqs;
    EXPECT_TRUE(store().audit().ReadAbout(subject, before, [&](const AuditLink& link) {
      EXPECT_EQ(link.hash, bridge::audit::LinkHash(link.previous_hash, link.record));
      seqs.push_back(link.seq);
      return seqs.size() < most;
    }));
    return seqs;
  };
  std::vector<std::int64_t> want;
  for (std::int64_t seq = 898; seq > 0; seq -= 3) want.push_back(seq);
  EXPECT_EQ(about("Patient/1", 0, 1000), want);
  EXPECT_EQ(about("Patient/1", 895, 2), (std::vector<std::int64_t>{892, 889}));
  EXPECT_EQ(about("Patient/2", 0, 1), (std::vector<std::int64_t>{899}));
  EXPECT_EQ(about("Patient/3", 0, 9), std::vector<std::int64_t>{});
  EXPECT_EQ(about("", 0, 9), std::vector<std::int64_t>{}) << "nobody is not a subject";
}

// I7: the panel of a message shows its own entries, however many its patient has.
TEST_P(AuditContract, LinksAboutOneItemOrResourceAreFoundByTheirName) {
  const auto about = [&](const std::string& thing) {
    std::vector<std::int64_t> seqs;
    EXPECT_TRUE(store().audit().ReadAbout(
        thing, 0, [&](const AuditLink& link) { return seqs.push_back(link.seq), true; }));
    return seqs;
  };
  ASSERT_TRUE(
      store().audit().Append({{.ev = "a", .subject = "Patient/1", .what = Key(1)},
                              {.ev = "b", .subject = "Patient/1", .what = "Communication/7"},
                              {.ev = "c", .subject = "Patient/1", .what = "Patient/1"},
                              {.ev = "d", .subject = "Patient/1", .what = "sha256-abc"},
                              {.ev = "e", .what = Key(1)}}));
  under_test_->Reopen();
  EXPECT_EQ(about(Key(1)), (std::vector<std::int64_t>{5, 1}));
  EXPECT_EQ(about("Communication/7"), std::vector<std::int64_t>{2});
  EXPECT_EQ(about("Patient/1"), (std::vector<std::int64_t>{4, 3, 2, 1})) << "each once";
  EXPECT_EQ(about("sha256-abc"), std::vector<std::int64_t>{});
  EXPECT_EQ(under_test_->Dump({"audit_about"}).find("Patient/1"), std::string::npos);
}

TEST_P(AuditContract, TheLastLinksAreReadNewestFirst) {
  ASSERT_TRUE(store().audit().Append(std::vector<AuditEntry>(700, {.ev = "test"})));
  const auto back = [&](std::int64_t before, std::size_t most) {
    std::vector<std::int64_t> seqs;
    EXPECT_TRUE(store().audit().ReadBack(before, [&](const AuditLink& link) {
      seqs.push_back(link.seq);
      return seqs.size() < most;
    }));
    return seqs;
  };
  EXPECT_EQ(back(0, 3), (std::vector<std::int64_t>{700, 699, 698}));
  EXPECT_EQ(back(698, 2), (std::vector<std::int64_t>{697, 696}));
  EXPECT_EQ(back(2, 9), (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(back(0, 1000).size(), 701U);
}

TEST_P(AuditContract, AReaderMayStop) {
  ASSERT_TRUE(store().audit().Append({{.ev = "a"}, {.ev = "b"}, {.ev = "c"}}));
  int seen = 0;
  ASSERT_TRUE(store().audit().Read(0, [&](const AuditLink&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_P(AuditContract, ALongChainIsReadToItsEnd) {
  std::vector<AuditEntry> entries(700, {.ev = "test", .actor = "svc:test"});
  ASSERT_TRUE(store().audit().Append(entries));
  const std::vector<AuditLink> chain = Chain();
  EXPECT_EQ(chain.size(), 701U);
  ExpectWhole(chain);
}

class AuditOnDisk : public AuditContract {};

TEST_P(AuditOnDisk, P10TheEngineRefusesToChangeTheChain) {
  ASSERT_TRUE(store().audit().Append({{.ev = "a"}}));
  EXPECT_FALSE(under_test_->Sabotage("UPDATE audit_link SET record = '{}'"));
  EXPECT_FALSE(under_test_->Sabotage("DELETE FROM audit_link"));
  if (GetParam() == EngineKind::kPostgres) {
    EXPECT_FALSE(under_test_->Sabotage("TRUNCATE audit_link"));
  }
  EXPECT_EQ(Chain().size(), 2U);
}

TEST_P(AuditOnDisk, P10ASecondProcessGoesOnWithAChainOfItsOwnOrTheSame) {
  ASSERT_TRUE(store().audit().Append({{.ev = "first", .actor = "one"}}));
  const auto second = under_test_->OpenSecond();
  ASSERT_TRUE(second->audit().Append({{.ev = "second", .actor = "two"}}));
  ASSERT_TRUE(store().audit().Append({{.ev = "third", .actor = "one"}}));
  const std::vector<AuditLink> all = Chain();
  const std::size_t expected = GetParam() == EngineKind::kSqlite ? 4 : 5;  // a genesis per chain
  EXPECT_EQ(all.size(), expected);
  std::vector<std::vector<AuditLink>> chains;
  for (const AuditLink& link : all) {
    if (link.seq == 0) chains.emplace_back();
    chains.back().push_back(link);
  }
  for (const auto& chain : chains) ExpectWhole(chain);
  std::vector<std::int64_t> back;
  ASSERT_TRUE(store().audit().ReadBack(
      0, [&](const AuditLink& link) { return back.push_back(link.seq), true; }));
  EXPECT_EQ(back.size(), expected);
  EXPECT_TRUE(std::is_sorted(back.rbegin(), back.rend()));
}

TEST_P(AuditOnDisk, P10LinksAboutAPersonAreFoundInEveryChain) {
  ASSERT_TRUE(store().audit().Append({{.ev = "first", .subject = "Patient/1"}}));
  const auto second = under_test_->OpenSecond();
  ASSERT_TRUE(second->audit().Append({{.ev = "second", .subject = "Patient/1"}}));
  int found = 0;
  ASSERT_TRUE(
      store().audit().ReadAbout("Patient/1", 0, [&](const AuditLink&) { return ++found > 0; }));
  EXPECT_EQ(found, 2);
}

STORE_CONTRACT(AuditContract);
ENGINE_CONTRACT(AuditOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
