// Housekeeping: what nothing names any more goes, and nothing else (A5, A6).
#include <set>
#include <sstream>

#include "connectors/sql/sql_housekeeping.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::FilingState;
using bridge::Progress;
using bridge::SweepCounts;

class SweepContract : public StoreContract {
 protected:
  SweepCounts Sweep(Instant before) {
    const auto counts = housekeeping().Sweep(before);
    EXPECT_TRUE(counts) << counts.error().text;
    return counts ? *counts : SweepCounts{};
  }
  // As the service does it: day after day.
  SweepCounts SweepDaily(int days) {
    SweepCounts all;
    for (int day = 0; day < days; ++day) {
      const SweepCounts counts = Sweep(now() - std::chrono::hours(12));
      all.keys += counts.keys;
      all.payloads += counts.payloads;
      clock().Move(std::chrono::hours(24));
    }
    return all;
  }
  std::int64_t NewKey() {
    const auto key = store().keys().CreateKey();
    EXPECT_TRUE(key);
    return key ? key->id() : 0;
  }
  bool IsThere(std::int64_t key) { return store().keys().OpenKey(key).has_value(); }
};

TEST_P(SweepContract, AnEmptyStoreHasNothingToSweep) {
  EXPECT_EQ(SweepDaily(3).keys, 0);
  EXPECT_EQ(SweepDaily(1).payloads, 0);
}

// A5
TEST_P(SweepContract, AKeyThatNothingNamesIsDestroyedOnceItIsOldEnough) {
  const std::int64_t lost = NewKey();
  EXPECT_EQ(Sweep(now() - std::chrono::hours(12)).keys, 0) << "somebody may be about to name it";
  EXPECT_TRUE(IsThere(lost));
  EXPECT_EQ(SweepDaily(3).keys, 1);
  EXPECT_FALSE(IsThere(lost));
  EXPECT_EQ(SweepDaily(3).keys, 0);
}

TEST_P(SweepContract, P9NoKeyThatIsStillNamedIsDestroyed) {
  bridge::NewItem item = Item(1);
  const std::int64_t medium = NewKey();
  item.media = {{.number = 1, .object = "abc-1", .key_id = medium}};
  item.audit.front().detail = "a detail of its own";
  item.audit.front().subject = "Patient/1";
  Split({item});
  const bridge::Seq waiting = Append("still to be split");
  bridge::Account account;
  account.id = Key(90);
  account.name = "noa";
  ASSERT_TRUE(store().people().PutAccount(account, {}));
  bridge::LoginSession session;
  session.id = Key(91);
  session.account = account.id;
  session.token = "hash";
  ASSERT_TRUE(store().people().AddSession(session, {}));
  bridge::ApiToken token;
  token.id = Key(92);
  token.token = "another hash";
  token.name = "for the nurse's tablet";
  ASSERT_TRUE(store().people().AddToken(token, {}));
  const std::int64_t lost = NewKey();
  EXPECT_EQ(SweepDaily(3).keys, 1);
  EXPECT_FALSE(IsThere(lost));
  EXPECT_TRUE(IsThere(medium));
  EXPECT_EQ(Find(1).content, "{}");
  const auto claimed = inbox().Claim("w", now(), later(60), 9);
  ASSERT_TRUE(claimed) << claimed.error().text;
  ASSERT_EQ(claimed->size(), 1U);
  EXPECT_EQ(claimed->front().seq, waiting);
  EXPECT_TRUE(store().people().ReadAccount(account.id));
  EXPECT_TRUE(store().people().FindSession("hash"));
  EXPECT_TRUE(store().people().FindToken("another hash"));
}

TEST_P(SweepContract, AKeyThatIsNamedMeanwhileIsKept) {
  Split({Item(1)});
  const std::int64_t key = NewKey();
  EXPECT_EQ(SweepDaily(1).keys, 0);
  bridge::ItemStep step = Step(1, "");
  step.after.media = {{.number = 1, .object = "abc-1", .key_id = key}};
  ASSERT_TRUE(items().Record(step));
  EXPECT_EQ(SweepDaily(3).keys, 0);
  EXPECT_TRUE(IsThere(key));
  bridge::ItemStep forget = Step(1, "");
  forget.after.media = {{.number = 1}};
  ASSERT_TRUE(items().Record(forget));
  EXPECT_EQ(SweepDaily(3).keys, 1);
}

TEST_P(SweepContract, ManyKeysAreSweptInSlices) {
  for (int i = 0; i < 1200; ++i) {
    ASSERT_TRUE(store().keys().CreateKey());
    if (i % 400 == 0) Split({Item(i)});
  }
  EXPECT_EQ(SweepDaily(3).keys, 1200);
  EXPECT_EQ(Find(800).content, "{}");
}

TEST_P(SweepContract, PayloadsOfFilingsThatHaveEndedGo) {
  const FilingState states[] = {FilingState::kMapped,   FilingState::kSent,  FilingState::kHeld,
                                FilingState::kFailed,   FilingState::kFiled, FilingState::kDropped,
                                FilingState::kRetracted};
  for (int i = 0; i < int(std::size(states)); ++i) {
    Split({Item(i)});
    bridge::ItemStep step = Step(i, "");
    step.after.filings = {{.number = 1, .patient = "Patient/1", .state = states[i]}};
    step.payload = "bytes";
    step.payload_filing = 1;
    ASSERT_TRUE(items().Record(step));
  }
  EXPECT_EQ(Sweep(now()).payloads, 3);
  EXPECT_EQ(Sweep(now()).payloads, 0);
  for (int i = 0; i < int(std::size(states)); ++i) {
    EXPECT_EQ(items().ReadPayload(Key(i), 1).has_value(), i < 4) << ToString(states[i]);
  }
}

TEST_P(SweepContract, ObjectsThatAMediumNamesAreTold) {
  bridge::NewItem item = Item(1);
  item.media = {{.number = 1, .object = "abc-1"}, {.number = 2}, {.number = 3, .object = "abc-3"}};
  Split({item});
  std::vector<std::string> asked{"abc-0", "abc-1", "", "abc-3"};
  for (int i = 10; i < 200; ++i) asked.push_back("abc-" + std::to_string(i));
  const auto named = housekeeping().Referenced(asked);
  ASSERT_TRUE(named);
  EXPECT_EQ(*named, (std::vector<std::string>{"abc-1", "abc-3"}));
  EXPECT_TRUE(housekeeping().Referenced({})->empty());
}

TEST_P(SweepContract, OneProcessSweepsADay) {
  const auto every = std::chrono::hours(24);
  EXPECT_TRUE(*housekeeping().BeginSweep(now(), every));
  EXPECT_FALSE(*housekeeping().BeginSweep(now(), every));
  under_test_->Reopen();
  clock().Move(std::chrono::hours(23));
  EXPECT_FALSE(*housekeeping().BeginSweep(now(), every));
  clock().Move(std::chrono::hours(2));
  EXPECT_TRUE(*housekeeping().BeginSweep(now(), every));
  EXPECT_FALSE(*housekeeping().BeginSweep(now(), every));
}

STORE_CONTRACT(SweepContract);

class SweepOnDisk : public SweepContract {};

// A table that is added later must not lose its keys to the sweep.
TEST_P(SweepOnDisk, P9EveryTableThatNamesKeysIsAskedForThem) {
  const std::string columns =
      GetParam() == EngineKind::kSqlite
          ? "(SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
            "WHERE m.type = 'table' AND c.name = 'key_id' ORDER BY m.name)"
          : "(SELECT table_name AS name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'key_id')";
  std::set<std::string> there;
  std::stringstream names(under_test_->Dump({columns}));
  for (std::string name; std::getline(names, name, '|');) there.insert(name);
  std::set<std::string> asked;
  for (const std::string_view table : sql::TablesThatNameKeys()) asked.emplace(table);
  EXPECT_EQ(there, asked);
}

ENGINE_CONTRACT(SweepOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
