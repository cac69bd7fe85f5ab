// WorkQueue: in order (promise P7), one worker at a time, and only what is due.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::ItemKey;
using bridge::ItemStep;
using bridge::Job;
using bridge::JobKind;
using bridge::NewItem;
using bridge::Progress;
using bridge::Turn;
using Kind = bridge::Claim;
using Keys = std::vector<ItemKey>;
using Owners = std::vector<std::string>;

class WorkContract : public StoreContract {
 protected:
  bool NothingDue(Kind claim = Kind::kAll) {
    const auto line = work().ClaimLine("idle", now(), later(60), claim, 32);
    EXPECT_TRUE(line);
    return line && !*line;
  }
  // The keys of what is claimed; the line is free again.
  Keys Due(Kind claim = Kind::kAll, int limit = 32) {
    const auto line = work().ClaimLine("look", now(), later(60), claim, limit);
    EXPECT_TRUE(line);
    Keys keys;
    if (line && *line) {
      for (const bridge::ItemRow& item : (*line)->items) keys.push_back(item.key);
    }
    EXPECT_TRUE(work().Release("look"));
    return keys;
  }
  NewItem With(int number, const std::vector<Job>& jobs,
               const std::string& phone = "972500000001") {
    NewItem item = Item(number, phone);
    item.jobs = jobs;
    return item;
  }
  Job InOrder(std::optional<Instant> due) {
    return {.kind = JobKind::kPush, .number = 1, .turn = Turn::kInOrder, .due = due};
  }
  Job Along(std::optional<Instant> due) {
    return {.kind = JobKind::kAmend, .number = 1, .turn = Turn::kAlong, .due = due};
  }
  Job AnyTime(std::optional<Instant> due, bool urgent = false) {
    return {.kind = JobKind::kRetract, .number = 1, .due = due, .urgent = urgent};
  }
  Job Expire(std::optional<Instant> due) { return {.kind = JobKind::kExpire, .due = due}; }
  void SetJobs(int number, const std::string& lease, const std::vector<Job>& jobs) {
    ItemStep step = Step(number, lease);
    step.after.jobs = jobs;
    const auto recorded = items().Record(step);
    ASSERT_TRUE(recorded) << recorded.error().text;
  }
};

TEST_P(WorkContract, NothingIsDueInAnEmptyStore) {
  EXPECT_TRUE(NothingDue());
  EXPECT_TRUE(NothingDue(Kind::kWithoutEhr));
}

TEST_P(WorkContract, P7ItemsOfAConversationComeInTheOrderOfArrival) {
  Split({Item(3), Item(1), Item(2)});
  const bridge::LineWork line = Claim("w");
  ASSERT_EQ(line.items.size(), 3U);
  EXPECT_EQ(line.items[0].key, Key(3));
  EXPECT_EQ(line.items[1].key, Key(1));
  EXPECT_EQ(line.items[2].key, Key(2));
  EXPECT_EQ(line.line, line.items[0].conversation);
  EXPECT_EQ(line.items[0].content, "{}");
  EXPECT_EQ(line.items[0].jobs, Find(3).jobs);
}

TEST_P(WorkContract, TheConversationThatWaitsLongestComesFirst) {
  Split({With(1, {InOrder(now())}, "972500000001"),
         With(2, {InOrder(now() - std::chrono::seconds(5))}, "972500000002")});
  EXPECT_EQ(Claim("one").items.at(0).key, Key(2));
  EXPECT_EQ(Claim("two").items.at(0).key, Key(1));
  EXPECT_TRUE(NothingDue());
}

TEST_P(WorkContract, AConversationIsWorkedOnByOneWorkerUntilItsLeaseIsOver) {
  Split({Item(1)});
  Claim("one");
  EXPECT_TRUE(NothingDue());
  clock().Move(std::chrono::seconds(61));
  EXPECT_EQ(Claim("two").items.at(0).key, Key(1));
  EXPECT_TRUE(work().Release("one")) << "no longer its own to release";
  EXPECT_TRUE(NothingDue());
}

TEST_P(WorkContract, AReleasedConversationIsFreeAtOnce) {
  Split({Item(1)});
  Claim("one");
  ASSERT_TRUE(work().Release("one"));
  EXPECT_EQ(Claim("two").items.size(), 1U);
}

// A2
TEST_P(WorkContract, ALeaseThatIsRenewedIsNotTakenByAnother) {
  Split({Item(1), Item(2, "972500000002")});
  Claim("one");
  Claim("two");
  for (int i = 0; i < 3; ++i) {
    clock().Move(std::chrono::seconds(40));
    const auto held = work().Renew({"one", "nobody"}, later(60));
    ASSERT_TRUE(held);
    EXPECT_EQ(*held, Owners{"one"});
  }
  const auto other = work().ClaimLine("three", now(), later(60), Kind::kAll, 32);
  ASSERT_TRUE(other && *other);
  EXPECT_EQ((*other)->items.at(0).key, Key(2));
  EXPECT_TRUE(NothingDue());
  const auto held = work().Renew({"one", "two", "three"}, later(60));
  ASSERT_TRUE(held);
  EXPECT_EQ(*held, (Owners{"one", "three"})) << "the second one has lost it";
}

TEST_P(WorkContract, ALeaseThatRanOutButWasTakenByNobodyCanBeRenewed) {
  Split({Item(1)});
  Claim("w");
  clock().Move(std::chrono::seconds(100));
  EXPECT_EQ(*work().Renew({"w"}, later(60)), Owners{"w"});
  EXPECT_TRUE(NothingDue());
  ASSERT_TRUE(work().Release("w"));
  EXPECT_TRUE(work().Renew({"w"}, later(60))->empty());
  EXPECT_TRUE(work().Renew({}, later(60))->empty());
}

TEST_P(WorkContract, AtItsStartAServiceEndsTheLeasesThatAnotherLeft) {
  NewItem item = Item(1);
  item.media = {{.number = 1}};
  item.jobs.push_back({.kind = JobKind::kFetch, .number = 1, .due = now()});
  Split({item});
  Append("waiting");
  Claim("gone");
  ASSERT_TRUE(*work().ClaimFetch("gone", now(), later(60)));
  ASSERT_EQ(inbox().Claim("gone", now(), later(60), 9)->size(), 1U);
  ASSERT_TRUE(work().EndLeases());
  EXPECT_EQ(Claim("w").items.size(), 1U);
  EXPECT_TRUE(*work().ClaimFetch("w", now(), later(60)));
  EXPECT_EQ(inbox().Claim("w", now(), later(60), 9)->size(), 1U);
  EXPECT_TRUE(work().Renew({"gone"}, later(60))->empty());
}

TEST_P(WorkContract, P7ALaterItemWaitsForAnEarlierOneThatIsNotDueYet) {
  Split({Item(1), Item(2)});
  Claim("w");
  SetJobs(1, "w", {InOrder(later(30))});
  ASSERT_TRUE(work().Release("w"));
  EXPECT_TRUE(NothingDue()) << "and nobody is kept busy asking";
  clock().Move(std::chrono::seconds(31));
  EXPECT_EQ(Due(), (Keys{Key(1), Key(2)}));
}

TEST_P(WorkContract, P7NothingAtAllComesFromBehindAnItemWhoseTurnHasNotCome) {
  Split({With(1, {InOrder(later(30))}), With(2, {Expire(now())}), With(3, {AnyTime(now(), true)})});
  EXPECT_TRUE(NothingDue());
  EXPECT_TRUE(NothingDue(Kind::kWithoutEhr));
  clock().Move(std::chrono::seconds(30));
  EXPECT_EQ(Due(), (Keys{Key(1), Key(2), Key(3)}));
}

TEST_P(WorkContract, WhatStandsBeforeAnItemWhoseTurnHasNotComeIsDone) {
  Split({With(1, {Expire(now())}), With(2, {InOrder(later(30)), AnyTime(now())}),
         With(3, {InOrder(now())})});
  EXPECT_EQ(Due(), (Keys{Key(1), Key(2)})) << "the item itself has something else to do";
}

TEST_P(WorkContract, AParkedItemHoldsUpNobody) {
  Split({Item(1), Item(2)});
  Claim("w");
  SetJobs(1, "w", {InOrder(std::nullopt), Expire(later(100))});
  ASSERT_TRUE(work().Release("w"));
  EXPECT_EQ(Due(), Keys{Key(2)});
}

TEST_P(WorkContract, P5AHoldIsLookedAtWhenItsDeadlineIsOver) {
  Split({With(1, {InOrder(std::nullopt), Expire(later(100))})});
  EXPECT_TRUE(NothingDue());
  under_test_->Reopen();
  clock().Move(std::chrono::seconds(100));
  EXPECT_EQ(Due(), Keys{Key(1)});
}

TEST_P(WorkContract, P7WhatGoesAlongIsDoneBeforeAnythingAfterItThatIsDue) {
  Split({With(1, {Along(later(500))}), With(2, {Along(std::nullopt)}), With(3, {InOrder(later(9))}),
         With(4, {Along(later(500))}), With(5, {InOrder(later(9))}), With(6, {Along(later(500))})});
  EXPECT_TRUE(NothingDue()) << "of themselves they wait for their time";
  clock().Move(std::chrono::seconds(9));
  EXPECT_EQ(Due(), (Keys{Key(1), Key(3), Key(4), Key(5)}));
  EXPECT_EQ(Due(Kind::kAll, 1), Keys{Key(3)}) << "they never keep the due one from coming";
  EXPECT_EQ(Due(Kind::kAll, 2), (Keys{Key(1), Key(3)}));
  clock().Move(std::chrono::seconds(491));
  EXPECT_EQ(Due(), (Keys{Key(1), Key(3), Key(4), Key(5), Key(6)}));
}

TEST_P(WorkContract, WhatGoesAlongHoldsUpNothing) {
  Split({With(1, {Along(later(500))}), With(2, {AnyTime(now())})});
  EXPECT_EQ(Due(), (Keys{Key(1), Key(2)}));
}

TEST_P(WorkContract, AtMostAsManyItemsAsAskedFor) {
  std::vector<NewItem> many;
  for (int i = 0; i < 50; ++i) many.push_back(Item(i));
  Split(many);
  const Keys some = Due(Kind::kAll, 7);
  ASSERT_EQ(some.size(), 7U);
  EXPECT_EQ(some.back(), Key(6));
}

// D11: while the EHR is away, what needs no EHR goes on.
TEST_P(WorkContract, WhileTheEhrIsAwayOnlyWhatNeedsNoneOrIsAPersonsWordComes) {
  Split({With(1, {InOrder(now())}), With(2, {Expire(now()), InOrder(now())}),
         With(3, {AnyTime(now(), true)}), With(4, {AnyTime(now())}),
         With(5, {{.kind = JobKind::kForget, .number = 1, .due = now()}}),
         With(6, {Expire(later(5))})});
  EXPECT_EQ(Due(Kind::kWithoutEhr), (Keys{Key(2), Key(3), Key(5)}));
  EXPECT_EQ(Due(Kind::kWithoutEhr, 2), (Keys{Key(2), Key(3)}));
  EXPECT_EQ(Due().size(), 5U);
}

TEST_P(WorkContract, WhileTheEhrIsAwayLinesWithoutSuchWorkStandInNobodysWay) {
  Split({With(1, {InOrder(now() - std::chrono::hours(1))}, "972500000001"),
         With(2, {InOrder(later(9))}, "972500000002"), With(3, {Expire(now())}, "972500000002"),
         With(4, {AnyTime(now(), true)}, "972500000003")});
  EXPECT_EQ(Due(Kind::kWithoutEhr), Keys{Key(4)})
      << "the third stands behind one whose turn has not come";
  Claim("w", Kind::kWithoutEhr);
  EXPECT_TRUE(NothingDue(Kind::kWithoutEhr)) << "and that line is leased now";
}

TEST_P(WorkContract, AFetchIsNoWorkOfALine) {
  Split({With(1, {{.kind = JobKind::kFetch,
                   .number = 1,
                   .turn = Turn::kInOrder,
                   .due = now(),
                   .urgent = true}})});
  EXPECT_TRUE(NothingDue());
  EXPECT_TRUE(NothingDue(Kind::kWithoutEhr));
}

TEST_P(WorkContract, AMediumIsFetchedByOneWorkerTheOldestFirst) {
  const auto fetch = [&](int medium, Instant due) {
    return Job{.kind = JobKind::kFetch, .number = medium, .due = due};
  };
  NewItem two = With(1, {InOrder(now()), fetch(1, later(2)), fetch(2, later(1))});
  two.media = {{.number = 1}, {.number = 2}};
  NewItem one = With(2, {fetch(1, now())});
  one.media = {{.number = 1}};
  Split({two, one, With(3, {{.kind = JobKind::kFetch, .number = 1}})});
  const auto claim = [&](const std::string& owner) -> std::optional<std::pair<ItemKey, int>> {
    const auto fetched = work().ClaimFetch(owner, now(), later(60));
    EXPECT_TRUE(fetched);
    if (!fetched || !*fetched) return std::nullopt;
    EXPECT_EQ((*fetched)->item.content, "{}");
    EXPECT_NE(FindMedia((*fetched)->item, (*fetched)->number), nullptr);
    return std::pair((*fetched)->item.key, (*fetched)->number);
  };
  using Fetch = std::pair<ItemKey, int>;
  EXPECT_EQ(claim("a"), Fetch(Key(2), 1));
  EXPECT_EQ(claim("b"), std::nullopt) << "not due yet";
  clock().Move(std::chrono::seconds(5));
  EXPECT_EQ(claim("b"), Fetch(Key(1), 2));
  EXPECT_EQ(claim("c"), Fetch(Key(1), 1));
  EXPECT_EQ(claim("d"), std::nullopt) << "the last one is parked";
  ASSERT_TRUE(work().Release("b"));
  EXPECT_EQ(claim("d"), Fetch(Key(1), 2));
  clock().Move(std::chrono::seconds(56));
  EXPECT_EQ(*work().Renew({"c"}, later(60)), Owners{"c"});
  EXPECT_EQ(claim("e"), Fetch(Key(2), 1)) << "its lease is over";
}

TEST_P(WorkContract, AFetchThatIsPutOffIsFreeForAnybodyAtItsTime) {
  NewItem item = With(1, {{.kind = JobKind::kFetch, .number = 1, .due = now()}});
  item.media = {{.number = 1}};
  Split({item});
  ASSERT_TRUE(*work().ClaimFetch("f", now(), later(60)));
  SetJobs(1, "f", {{.kind = JobKind::kFetch, .number = 1, .due = later(9), .attempts = 1}});
  EXPECT_FALSE(*work().ClaimFetch("g", now(), later(60)));
  clock().Move(std::chrono::seconds(9));
  const auto again = work().ClaimFetch("g", now(), later(60));
  ASSERT_TRUE(again && *again);
  EXPECT_EQ(FindJob((*again)->item, JobKind::kFetch, 1)->attempts, 1);
}

TEST_P(WorkContract, ParkedWorkIsWokenByItsKindAndLine) {
  Split({With(1, {InOrder(std::nullopt)}), With(2, {InOrder(std::nullopt), Expire(std::nullopt)}),
         With(3, {InOrder(later(100))}), With(4, {InOrder(std::nullopt)}, "972500000002")});
  const std::string conversation = Find(1).conversation;
  EXPECT_EQ(*work().Wake(conversation, JobKind::kMatch, now()), 0);
  EXPECT_EQ(*work().Wake("", JobKind::kPush, now()), 0);
  EXPECT_EQ(*work().Wake("no conversation", JobKind::kPush, now()), 0);
  EXPECT_EQ(*work().Wake(Key(77), JobKind::kPush, now()), 0);
  EXPECT_TRUE(NothingDue());
  EXPECT_EQ(*work().Wake(conversation, JobKind::kPush, now()), 2);
  EXPECT_EQ(Due(), (Keys{Key(1), Key(2)}));
  EXPECT_EQ(FindJob(Find(3), JobKind::kPush, 1)->due, later(100));
  EXPECT_EQ(FindJob(Find(4), JobKind::kPush, 1)->due, std::nullopt);
}

TEST_P(WorkContract, WhatWasWokenWhileAPersonsStepWasMadeStaysAwake) {
  Split({With(1, {InOrder(std::nullopt)})});
  ItemStep step = Step(1, "");
  step.after.deadline = later(100);
  step.after.jobs.push_back(Expire(later(100)));
  EXPECT_EQ(*work().Wake(Find(1).conversation, JobKind::kPush, now()), 1);
  ASSERT_TRUE(items().Record(step));
  EXPECT_EQ(Due(), Keys{Key(1)});
}

TEST_P(WorkContract, WhatAWorkerWouldParkUnknowinglyMeetsAConflict) {
  Split({With(1, {InOrder(now())})});
  Claim("w");
  ItemStep park = Step(1, "w");
  park.after.jobs = {InOrder(std::nullopt)};
  ASSERT_TRUE(work().Wake(Find(1).conversation, JobKind::kPush, now()));
  const auto recorded = items().Record(park);
  ASSERT_FALSE(recorded);
  EXPECT_EQ(recorded.error().kind, FailureKind::kConflict);
}

STORE_CONTRACT(WorkContract);

}  // namespace
}  // namespace chartbridge::store_test
