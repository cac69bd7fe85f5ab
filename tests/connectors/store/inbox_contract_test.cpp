// Inbox: what is acknowledged is stored (promise P1), and waits in order.
#include <algorithm>
#include <future>
#include <set>
#include <thread>

#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using Bodies = std::vector<std::string>;

class InboxContract : public StoreContract {
 protected:
  Bodies ClaimBodies(const std::string& worker, int limit = 100) {
    const auto claimed = inbox().Claim(worker, now(), later(60), limit);
    EXPECT_TRUE(claimed) << claimed.error().text;
    Bodies bodies;
    if (!claimed) return bodies;
    for (const bridge::StoredDelivery& one : *claimed) bodies.push_back(one.raw.body);
    return bodies;
  }
};

TEST_P(InboxContract, P1AnAcknowledgedDeliveryIsThereAfterARestart) {
  const std::string body = std::string("{\"x\":\"\0\xFF\"}", 11) + std::string(5000, 'y');
  const bridge::Seq seq = Append(body);
  under_test_->Reopen();
  EXPECT_EQ(inbox().Depth(), 1);
  const auto claimed = inbox().Claim("w", now(), later(60), 10);
  ASSERT_TRUE(claimed);
  ASSERT_EQ(claimed->size(), 1U);
  EXPECT_EQ(claimed->front().seq, seq);
  EXPECT_EQ(claimed->front().raw.body, body);
  EXPECT_EQ(claimed->front().raw.provider, "whatsapp-cloud");
  EXPECT_EQ(claimed->front().raw.verified_by, (std::vector<std::string>{"main", "second"}));
  EXPECT_EQ(claimed->front().raw.received, now());
}

TEST_P(InboxContract, AnEmptyInboxHasNothingToClaim) {
  EXPECT_EQ(inbox().Depth(), 0);
  EXPECT_TRUE(inbox().Accepting());
  EXPECT_TRUE(ClaimBodies("w").empty());
}

TEST_P(InboxContract, DeliveriesComeOldestFirstAndToOneWorkerOnly) {
  for (const char* body : {"a", "b", "c"}) Append(body);
  EXPECT_EQ(ClaimBodies("one", 2), (Bodies{"a", "b"}));
  EXPECT_EQ(ClaimBodies("two"), Bodies{"c"});
  EXPECT_TRUE(ClaimBodies("three").empty());
}

TEST_P(InboxContract, ALeaseThatRanOutIsTakenByAnotherWorker) {
  Append("a");
  EXPECT_EQ(ClaimBodies("one"), Bodies{"a"});
  clock().Move(std::chrono::seconds(61));
  EXPECT_EQ(ClaimBodies("two"), Bodies{"a"});
}

TEST_P(InboxContract, ASplitDeliveryIsGone) {
  const bridge::Seq first = Append("a");
  Append("b");
  ASSERT_TRUE(items().Split({{.delivery = first, .last = true, .items = {Item(1)}}}));
  EXPECT_EQ(inbox().Depth(), 1);
  EXPECT_EQ(ClaimBodies("w"), Bodies{"b"});
  under_test_->Reopen();
  EXPECT_EQ(inbox().Depth(), 1);
}

TEST_P(InboxContract, ManyCallersAtOnceEachGetTheirOwnSeq) {
  constexpr int kThreads = 16;
  constexpr int kEach = 25;
  std::vector<std::set<bridge::Seq>> seqs(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          seqs[std::size_t(t)].insert(Append(std::to_string(t) + "/" + std::to_string(i)));
        }
      });
    }
  }
  std::set<bridge::Seq> all;
  for (const auto& some : seqs) all.insert(some.begin(), some.end());
  EXPECT_EQ(all.size(), std::size_t(kThreads * kEach));
  EXPECT_EQ(inbox().Depth(), kThreads * kEach);
  Bodies bodies = ClaimBodies("w", 1000);
  std::sort(bodies.begin(), bodies.end());
  EXPECT_EQ(std::unique(bodies.begin(), bodies.end()), bodies.end());
  EXPECT_EQ(bodies.size(), std::size_t(kThreads * kEach));
}

TEST_P(InboxContract, AClosedStoreRefuses) {
  store().Close();
  EXPECT_FALSE(inbox().Accepting());
  const auto refused = inbox().AppendAndWait(Delivery("a"), Soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kUnreachable);
}

TEST_P(InboxContract, ADeliveryThatIsAppendedIsToldOnceAndNobodyNeedsToWait) {
  std::promise<Result<bridge::Seq, Failure>> told;
  inbox().Append(Delivery("a"), Soon(), [&](Result<bridge::Seq, Failure> outcome) {
    told.set_value(std::move(outcome));  // throws when it is told twice
  });
  const auto outcome = told.get_future().get();
  ASSERT_TRUE(outcome);
  const auto claimed = inbox().Claim("w", now(), later(60), 10);
  ASSERT_TRUE(claimed);
  ASSERT_EQ(claimed->size(), 1U);
  EXPECT_EQ(claimed->front().seq, *outcome);
  EXPECT_EQ(claimed->front().split, 0);
  EXPECT_EQ(claimed->front().failures, 0);
}

// A13
TEST_P(InboxContract, ADeliveryTellsHowManyOfItsItemsWereSplitOff) {
  const bridge::Seq seq = Append("a");
  ASSERT_TRUE(items().Split({{.delivery = seq, .items = {Item(1), Item(2)}}}));
  const auto claimed = inbox().Claim("w", now(), later(60), 10);
  ASSERT_TRUE(claimed);
  ASSERT_EQ(claimed->size(), 1U);
  EXPECT_EQ(claimed->front().split, 2);
  EXPECT_EQ(inbox().Depth(), 1);
}

// A13
TEST_P(InboxContract, ADeliveryThatCannotBeSplitThreeTimesIsParkedAndHoldsUpNobody) {
  const bridge::Seq bad = Append("bad");
  Append("good");
  for (int failures = 0; failures < bridge::kParkAfter; ++failures) {
    const auto claimed = inbox().Claim("w", now(), later(60), 10);
    ASSERT_TRUE(claimed);
    ASSERT_EQ(claimed->size(), 2U);
    EXPECT_EQ(claimed->front().failures, failures);
    const auto parked = inbox().Failed(bad);
    ASSERT_TRUE(parked);
    EXPECT_EQ(*parked, failures + 1 == bridge::kParkAfter);
    clock().Move(std::chrono::seconds(61));
  }
  EXPECT_EQ(ClaimBodies("w"), Bodies{"good"});
  EXPECT_EQ(*inbox().CountParked(), 1);
  under_test_->Reopen();
  EXPECT_EQ(*inbox().CountParked(), 1);
  EXPECT_EQ(inbox().Depth(), 1) << "what is parked does not wait";

  EXPECT_EQ(*inbox().Unpark(), 1);
  EXPECT_EQ(*inbox().CountParked(), 0);
  const auto again = inbox().Claim("w", now(), later(60), 10);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->size(), 1U) << "the good one is still leased";
  EXPECT_EQ(again->front().raw.body, "bad");
  EXPECT_EQ(again->front().failures, 0);
  EXPECT_FALSE(*inbox().Failed(bad));
}

TEST_P(InboxContract, AFailureOfADeliveryThatIsGoneParksNothing) {
  EXPECT_FALSE(*inbox().Failed(4711));
  EXPECT_EQ(*inbox().CountParked(), 0);
  EXPECT_EQ(*inbox().Unpark(), 0);
}

class InboxOnDisk : public InboxContract {};

TEST_P(InboxOnDisk, P9WhatCannotBeDecryptedIsLeftOutAndReportedWhenNothingElseWaits) {
  const bridge::Seq bad = Append("a");
  Append("b");
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE delivery SET key_id = (SELECT MAX(key_id) FROM delivery) WHERE seq = " +
      std::to_string(bad)));
  EXPECT_EQ(ClaimBodies("w"), Bodies{"b"});
  clock().Move(std::chrono::seconds(61));
  EXPECT_EQ(ClaimBodies("w", 2), Bodies{"b"});
  clock().Move(std::chrono::seconds(61));
  const auto corrupt = inbox().Claim("w", now(), later(60), 1);
  ASSERT_FALSE(corrupt);
  EXPECT_EQ(corrupt.error().kind, FailureKind::kCorrupt);
}

STORE_CONTRACT(InboxContract);
ENGINE_CONTRACT(InboxOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
