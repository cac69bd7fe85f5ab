// Ledger::Claim, Release and Record: in order (promise P7), one worker at a time, one step at a
// time.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::NewItem;
using bridge::Progress;
using bridge::Transition;

class WorkContract : public StoreContract {
 protected:
  bool NothingDue(const std::string& worker = "idle") {
    const auto work = ledger().Claim(worker, now(), later(60), 32);
    EXPECT_TRUE(work);
    return work && !*work;
  }
  std::vector<bridge::ItemKey> KeysOf(const bridge::Work& work) {
    std::vector<bridge::ItemKey> keys;
    for (const bridge::ItemRow& item : work.items) keys.push_back(item.key);
    return keys;
  }
  FailureKind Refusal(const Transition& step) {
    const auto recorded = ledger().Record(step);
    EXPECT_FALSE(recorded);
    return recorded ? FailureKind::kCorrupt : recorded.error().kind;
  }
};

TEST_P(WorkContract, NothingIsDueInAnEmptyStore) { EXPECT_TRUE(NothingDue()); }

TEST_P(WorkContract, P7ItemsOfAConversationComeInTheOrderOfArrival) {
  Split({Item(3), Item(1), Item(2)});
  const bridge::Work work = Claim("w");
  EXPECT_EQ(KeysOf(work), (std::vector<bridge::ItemKey>{Key(3), Key(1), Key(2)}));
  EXPECT_EQ(work.channel, "main");
  EXPECT_EQ(work.conversation, work.items[0].conversation);
  EXPECT_EQ(work.items[0].content, "{}");
}

TEST_P(WorkContract, TheConversationThatWaitsLongestComesFirst) {
  NewItem young = Item(1, "972500000001");
  NewItem old = Item(2, "972500000002");
  old.due = now() - std::chrono::seconds(5);
  Split({young, old});
  EXPECT_EQ(KeysOf(Claim("w")), std::vector<bridge::ItemKey>{Key(2)});
  EXPECT_EQ(KeysOf(Claim("w")), std::vector<bridge::ItemKey>{Key(1)});
  EXPECT_TRUE(NothingDue());
}

TEST_P(WorkContract, AConversationIsWorkedOnByOneWorkerUntilItsLeaseIsOver) {
  Split({Item(1)});
  const bridge::Work work = Claim("one");
  EXPECT_TRUE(NothingDue("two"));
  clock().Move(std::chrono::seconds(61));
  EXPECT_EQ(KeysOf(Claim("two")), std::vector<bridge::ItemKey>{Key(1)});
  EXPECT_EQ(Refusal(Step(1, "one", Progress::kParsed, Progress::kMatched)), FailureKind::kBusy);
  EXPECT_TRUE(ledger().Release("one", work.conversation)) << "no longer its own to release";
  EXPECT_TRUE(NothingDue("three"));
}

TEST_P(WorkContract, AReleasedConversationIsFreeAtOnce) {
  Split({Item(1)});
  const bridge::Work work = Claim("one");
  ASSERT_TRUE(ledger().Release("one", work.conversation));
  EXPECT_EQ(Claim("two").items.size(), 1U);
}

TEST_P(WorkContract, P7ALaterItemWaitsForAnEarlierOneThatIsNotDueYet) {
  Split({Item(1), Item(2)});
  const bridge::Work work = Claim("w");
  Transition retry = Step(1, "w", Progress::kParsed, Progress::kMapped);
  retry.due = later(30);
  retry.attempts = 1;
  ASSERT_TRUE(ledger().Record(retry));
  ASSERT_TRUE(ledger().Release("w", work.conversation));
  EXPECT_TRUE(NothingDue()) << "and nobody is kept busy asking";
  clock().Move(std::chrono::seconds(31));
  EXPECT_EQ(KeysOf(Claim("w")), (std::vector<bridge::ItemKey>{Key(1), Key(2)}));
}

TEST_P(WorkContract, AHeldItemHoldsUpNobody) {
  Split({Item(1), Item(2)});
  const bridge::Work work = Claim("w");
  Transition hold = Step(1, "w", Progress::kParsed, Progress::kHeld);
  hold.reason = "consent-pending";
  hold.deadline = later(100);
  ASSERT_TRUE(ledger().Record(hold));
  ASSERT_TRUE(ledger().Release("w", work.conversation));
  EXPECT_EQ(KeysOf(Claim("w")), std::vector<bridge::ItemKey>{Key(2)});
}

TEST_P(WorkContract, P5AHoldIsLookedAtWhenItsDeadlineIsOver) {
  Split({Item(1)});
  const bridge::Work work = Claim("w");
  Transition hold = Step(1, "w", Progress::kParsed, Progress::kHeld);
  hold.deadline = later(100);
  ASSERT_TRUE(ledger().Record(hold));
  ASSERT_TRUE(ledger().Release("w", work.conversation));
  EXPECT_TRUE(NothingDue());
  under_test_->Reopen();
  clock().Move(std::chrono::seconds(101));
  EXPECT_EQ(KeysOf(Claim("w")), std::vector<bridge::ItemKey>{Key(1)});
}

TEST_P(WorkContract, AtMostAsManyItemsAsAskedFor) {
  std::vector<NewItem> many;
  for (int i = 0; i < 50; ++i) many.push_back(Item(i));
  Split(many);
  const auto work = ledger().Claim("w", now(), later(60), 7);
  ASSERT_TRUE(work && *work);
  ASSERT_EQ((*work)->items.size(), 7U);
  EXPECT_EQ((*work)->items.back().key, Key(6));
}

TEST_P(WorkContract, AStepIsKeptWithEverythingThatWasSaidOfIt) {
  Split({Item(1)});
  Claim("w");
  Transition step = Step(1, "w", Progress::kParsed, Progress::kMapped);
  step.reason = "why";
  step.patient = "Patient/1";
  step.filing = 2;
  step.due = later(5);
  step.attempts = 3;
  step.outbox = "{\"resourceType\":\"Bundle\"}";
  step.resources = std::vector<std::string>{"Communication/1", "Binary/2"};
  step.decisions = {{"message",
                     "map",
                     "permit",
                     "permitted-by-consent",
                     {"Consent/1/_history/2", "Consent/3/_history/4"},
                     "[]",
                     now()},
                    {"media:1", "map", "deny", "no-consent", {}, "{}", later(1)}};
  ASSERT_TRUE(ledger().Record(step));
  under_test_->Reopen();
  const bridge::ItemRow row = Find(1);
  EXPECT_EQ(row.progress, Progress::kMapped);
  EXPECT_EQ(row.reason, "why");
  EXPECT_EQ(row.patient, "Patient/1");
  EXPECT_EQ(row.filing, 2);
  EXPECT_EQ(row.due, later(5));
  EXPECT_EQ(row.attempts, 3);
  EXPECT_EQ(row.resources, *step.resources);
  EXPECT_EQ(*ledger().ReadOutbox(Key(1)), *step.outbox);
  const auto decisions = ledger().Decisions(Key(1));
  ASSERT_TRUE(decisions);
  ASSERT_EQ(decisions->size(), 2U);
  EXPECT_EQ((*decisions)[0].basis, step.decisions[0].basis);
  EXPECT_EQ((*decisions)[1].part, "media:1");
  EXPECT_EQ((*decisions)[1].reason, "no-consent");
  EXPECT_EQ((*decisions)[1].at, later(1));

  Transition filed = Step(1, "w", Progress::kMapped, Progress::kFiled);
  filed.outbox = "";
  ASSERT_TRUE(ledger().Record(filed));
  EXPECT_EQ(Find(1).patient, "Patient/1") << "what a step does not name stays";
  EXPECT_EQ(Find(1).filing, 2);
  EXPECT_EQ(Find(1).resources, *step.resources);
  EXPECT_EQ(Find(1).due, std::nullopt);
  EXPECT_EQ(ledger().ReadOutbox(Key(1)).error().kind, FailureKind::kNotFound);
}

TEST_P(WorkContract, P2AStepFromElsewhereThanTheItemStandsChangesNothing) {
  Split({Item(1)});
  Claim("w");
  Transition step = Step(1, "w", Progress::kMatched, Progress::kPermitted);
  step.audit = {{.ev = "never", .actor = "svc:test"}};
  EXPECT_EQ(Refusal(step), FailureKind::kBusy);
  EXPECT_EQ(Find(1).progress, Progress::kParsed);
  ASSERT_TRUE(store().audit().Read(0, [](const bridge::AuditLink& link) {
    EXPECT_EQ(link.record.find("never"), std::string::npos);
    return true;
  }));
}

TEST_P(WorkContract, AStepOfAnUnknownItemIsNotFound) {
  EXPECT_EQ(Refusal(Step(9, "", Progress::kParsed, Progress::kFiled)), FailureKind::kNotFound);
}

TEST_P(WorkContract, AWorkerWithoutALeaseMayNotMoveAnItem) {
  Split({Item(1)});
  EXPECT_EQ(Refusal(Step(1, "w", Progress::kParsed, Progress::kFiled)), FailureKind::kBusy);
}

TEST_P(WorkContract, APersonMovesAnItemThatNoWorkerHolds) {
  Split({Item(1)});
  const bridge::Work work = Claim("w");
  const Transition drop = Step(1, "", Progress::kParsed, Progress::kDropped);
  EXPECT_EQ(Refusal(drop), FailureKind::kBusy);
  ASSERT_TRUE(ledger().Release("w", work.conversation));
  EXPECT_TRUE(ledger().Record(drop));
  EXPECT_EQ(Find(1).progress, Progress::kDropped);
  EXPECT_TRUE(NothingDue());
}

TEST_P(WorkContract, P9DestroyedContentIsGoneAndTheRowStays) {
  Split({Item(1)});
  Claim("w");
  Transition mapped = Step(1, "w", Progress::kParsed, Progress::kMapped);
  mapped.outbox = "{}";
  ASSERT_TRUE(ledger().Record(mapped));
  Transition drop = Step(1, "w", Progress::kMapped, Progress::kDropped);
  drop.destroy_content = true;
  ASSERT_TRUE(ledger().Record(drop));
  EXPECT_EQ(ledger().ReadOutbox(Key(1)).error().kind, FailureKind::kNotFound);
  under_test_->Reopen();
  const bridge::ItemRow row = Find(1);
  EXPECT_TRUE(row.destroyed);
  EXPECT_EQ(row.content, "");
  EXPECT_EQ(row.progress, Progress::kDropped);
}

class WorkOnDisk : public WorkContract {};

TEST_P(WorkOnDisk, P9TamperedContentReadsAsUnreadableNotAsDestroyed) {
  Split({Item(1), Item(2)});
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE item SET content = (SELECT content FROM item WHERE ordinal = 2) WHERE ordinal = 1"));
  EXPECT_EQ(Find(1).content, "");
  EXPECT_FALSE(Find(1).destroyed);
  EXPECT_EQ(Claim("w").items.size(), 2U) << "one bad row does not stop the conversation";
}

STORE_CONTRACT(WorkContract);
ENGINE_CONTRACT(WorkOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
