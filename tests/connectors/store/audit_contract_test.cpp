// The audit chain in the store (promise P10): whole, in order, and only ever added to.
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
  bridge::Transition step = Step(1, "w", Progress::kParsed, Progress::kFiled);
  step.media = {{9, bridge::MediaProgress::kFiled, "", {}, {}, false}};
  step.audit = {{.ev = "ehr.create", .actor = "svc:forward"}};
  EXPECT_FALSE(ledger().Record(step));
  EXPECT_EQ(Chain().size(), before);
  step.media.clear();
  ASSERT_TRUE(ledger().Record(step));
  EXPECT_EQ(Chain().size(), before + 1);
  ExpectWhole(Chain());
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
}

STORE_CONTRACT(AuditContract);
ENGINE_CONTRACT(AuditOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
