// Items::Split: items are there once, whatever comes twice (promise P2), and nothing is lost (P5).
#include <algorithm>

#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::ItemKey;
using bridge::ItemRow;
using bridge::JobKind;
using bridge::MediaProgress;
using bridge::NewItem;
using bridge::Progress;
using bridge::Reason;
using bridge::Slice;
using Keys = std::vector<ItemKey>;

class SplitContract : public StoreContract {
 protected:
  std::vector<ItemRow> All() {
    std::vector<ItemRow> all;
    EXPECT_TRUE(queries().List({.with_content = true},
                               [&](const ItemRow& row) { return all.push_back(row), true; }));
    return all;
  }
  Keys AllKeys() {
    Keys keys;
    for (const ItemRow& row : All()) keys.push_back(row.key);
    return keys;
  }
  NewItem OtherContent(int number) {
    NewItem other = Item(number);
    other.content = "{\"other\":1}";
    other.fingerprint = "another fingerprint of " + std::to_string(number);
    return other;
  }
  NewItem Ghost(int number) {
    NewItem ghost = Item(number);
    ghost.kind = "unsupported";
    ghost.placeholder = true;
    ghost.fingerprint = "fingerprint of a ghost";
    ghost.state = Progress::kHeld;
    ghost.reason = Reason::kKindNotDocumented;
    ghost.deadline = later(1000);
    ghost.jobs = {{.kind = JobKind::kExpire, .due = later(1000)}};
    return ghost;
  }
  NewItem Scoped(int number, const std::string& id = "IL.1") {
    NewItem item = Item(number, "");
    item.business_scoped_id = id;
    return item;
  }
  NewItem Both(int number, const std::string& id = "IL.1") {
    NewItem item = Item(number);
    item.business_scoped_id = id;
    return item;
  }
};

TEST_P(SplitContract, AnItemIsKeptWithEverythingThatWasSaidOfIt) {
  NewItem item = Item(1);
  item.sent = now() - std::chrono::hours(1);
  item.content = "{\"text\":\"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\"}";
  item.state = Progress::kHeld;
  item.reason = Reason::kGroupMessage;
  item.deadline = later(500);
  bridge::MediaRow lost;
  lost.number = 2;
  lost.progress = MediaProgress::kFailed;
  lost.reason = Reason::kUnavailable;
  item.media = {{.number = 1}, lost};
  item.jobs = {{.kind = JobKind::kExpire, .due = later(500)},
               {.kind = JobKind::kFetch, .number = 1, .due = now(), .attempts = 2}};
  Split({item});
  under_test_->Reopen();
  const ItemRow row = Find(1);
  EXPECT_EQ(row.key, Key(1));
  EXPECT_EQ(row.channel, "main");
  EXPECT_EQ(row.kind, "text");
  EXPECT_EQ(row.source, "live");
  EXPECT_EQ(row.direction, "in");
  EXPECT_EQ(row.received, item.received);
  EXPECT_EQ(row.sent, item.sent);
  EXPECT_EQ(row.state, Progress::kHeld);
  EXPECT_EQ(row.progress(), Progress::kHeld);
  EXPECT_EQ(row.reason(), Reason::kGroupMessage);
  EXPECT_EQ(row.deadline, item.deadline);
  EXPECT_EQ(row.content, item.content);
  EXPECT_FALSE(row.destroyed);
  EXPECT_FALSE(row.conflicting_copy);
  EXPECT_EQ(row.conversation.size(), 36U);
  EXPECT_EQ(row.media, item.media);
  EXPECT_EQ(row.jobs, item.jobs);
  EXPECT_TRUE(row.filings.empty());
}

TEST_P(SplitContract, P2TheSameItemAgainIsSilent) {
  Split({Item(1), Item(2)});
  Split({Item(2), Item(3), Item(3)});
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(2), Key(3)}));
}

// A12
TEST_P(SplitContract, TheSameProvidersIdWithOtherContentIsKeptBesideTheFirst) {
  Split({Item(1)});
  NewItem other = OtherContent(1);
  other.kind = "image";
  other.media = {{.number = 1}};
  other.jobs.push_back({.kind = JobKind::kFetch, .number = 1, .due = now()});
  Split({other});
  const std::vector<ItemRow> all = All();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].key, Key(1));
  EXPECT_EQ(all[0].content, "{}");
  EXPECT_FALSE(all[0].conflicting_copy);
  EXPECT_EQ(all[0].progress(), Progress::kParsed);
  EXPECT_NE(all[1].key, Key(1));
  EXPECT_EQ(all[1].content, "{\"other\":1}");
  EXPECT_EQ(all[1].kind, "image");
  EXPECT_TRUE(all[1].conflicting_copy);
  EXPECT_EQ(all[1].progress(), Progress::kHeld);
  EXPECT_EQ(all[1].reason(), Reason::kConflictingCopy);
  EXPECT_EQ(all[1].conversation, all[0].conversation);
  ASSERT_EQ(all[1].jobs.size(), 1U) << "nothing happens to it by itself";
  EXPECT_EQ(all[1].jobs[0].kind, JobKind::kFetch) << "but its file is not lost";
  const auto found = items().FindByProviderId("main", "wamid.1");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->key, Key(1));
}

// A12
TEST_P(SplitContract, AConflictingCopyThatIsDeliveredAgainIsKeptOnce) {
  Split({Item(1), OtherContent(1), OtherContent(1)});
  Split({OtherContent(1)});
  Split({Item(1)});
  EXPECT_EQ(All().size(), 2U);
  NewItem third = OtherContent(1);
  third.fingerprint = "a third one";
  Split({third});
  EXPECT_EQ(All().size(), 3U);
}

TEST_P(SplitContract, ConflictingCopiesOfNoContactAreKeptToo) {
  NewItem first = Item(1, "");
  NewItem other = OtherContent(1);
  other.phone.clear();
  Split({first, other});
  EXPECT_EQ(All().size(), 2U);
}

TEST_P(SplitContract, P6ARealItemTakesThePlaceOfItsPlaceholder) {
  Split({Ghost(1)});
  const ItemRow before = Find(1);
  NewItem real = Item(1);
  real.kind = "image";
  real.content = "{\"real\":true}";
  real.media = {{.number = 1}};
  Split({real});
  const ItemRow after = Find(1);
  EXPECT_EQ(after.ordinal, before.ordinal);
  EXPECT_EQ(after.conversation, before.conversation);
  EXPECT_GT(after.version, before.version) << "whoever has the ghost in hand must see it";
  EXPECT_EQ(after.kind, "image");
  EXPECT_EQ(after.content, "{\"real\":true}");
  EXPECT_EQ(after.progress(), Progress::kParsed);
  EXPECT_EQ(after.reason(), Reason::kNone);
  EXPECT_EQ(after.deadline, std::nullopt);
  EXPECT_EQ(after.jobs, real.jobs);
  EXPECT_EQ(after.media, real.media);
  EXPECT_EQ(Claim("w").items.size(), 1U);
}

TEST_P(SplitContract, P2AGhostThatIsDeliveredAgainAfterTheRealItemIsSilent) {
  Split({Ghost(1)});
  Split({Item(1)});
  Split({Ghost(1)});
  EXPECT_EQ(All().size(), 1U);
  EXPECT_EQ(Find(1).kind, "text");
}

TEST_P(SplitContract, P7AGhostThatComesAfterTheRealItemOrAnotherGhostIsSilent) {
  NewItem other = Ghost(2);
  other.fingerprint = "fingerprint of another ghost";
  Split({Item(1), Ghost(1), Ghost(2), other});
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(2)}));
  EXPECT_EQ(Find(1).kind, "text");
}

TEST_P(SplitContract, P4AGhostThatAPersonFiledKeepsItsPlace) {
  Split({Ghost(1)});
  bridge::ItemStep step = Step(1, "");
  step.after.state = Progress::kMatched;
  step.after.filings = {{.number = 1, .patient = "Patient/1"}};
  ASSERT_TRUE(items().Record(step));
  Split({Item(1)});
  EXPECT_EQ(Find(1).kind, "unsupported");
  ASSERT_EQ(All().size(), 2U);
  EXPECT_TRUE(All()[1].conflicting_copy);
}

// A13
TEST_P(SplitContract, ADeliveryIsSplitSliceBySliceAndGoesWithTheLast) {
  const bridge::Seq seq = Append("{}");
  ASSERT_TRUE(items().Split({{.delivery = seq, .items = {Item(1), Item(2)}}}));
  EXPECT_EQ(inbox().Depth(), 1);
  under_test_->Reopen();
  const auto rest = inbox().Claim("w", now(), later(60), 9);
  ASSERT_TRUE(rest);
  ASSERT_EQ(rest->size(), 1U);
  EXPECT_EQ(rest->front().split, 2);
  ASSERT_TRUE(items().Split({{.delivery = seq, .first = 2, .last = true, .items = {Item(3)}}}));
  EXPECT_EQ(inbox().Depth(), 0);
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(2), Key(3)}));
}

// A13
TEST_P(SplitContract, P2ASliceThatAnotherWorkerSplitIsSkipped) {
  const bridge::Seq seq = Append("{}");
  const Slice first{.delivery = seq, .items = {Item(1), Item(2)}};
  ASSERT_TRUE(items().Split({first}));
  NewItem other = OtherContent(1);
  ASSERT_TRUE(items().Split({{.delivery = seq, .items = {other}}})) << "of a worker that is late";
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(2)}));
  const Slice early{.delivery = seq, .first = 3, .last = true, .items = {Item(9)}};
  ASSERT_TRUE(items().Split({early}));
  EXPECT_EQ(inbox().Depth(), 1) << "what lies between is still to come";
  ASSERT_TRUE(items().Split({{.delivery = seq, .first = 2, .last = true, .items = {}}}));
  ASSERT_TRUE(items().Split({{.delivery = seq, .first = 2, .last = true, .items = {Item(3)}}}));
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(2)})) << "a delivery that is gone has no items left";
}

TEST_P(SplitContract, SlicesOfOneDeliveryMayComeTogether) {
  const bridge::Seq seq = Append("{}");
  ASSERT_TRUE(items().Split({{.delivery = seq, .items = {Item(1)}},
                             {.delivery = seq, .first = 1, .last = true, .items = {Item(2)}}}));
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(2)}));
  EXPECT_EQ(inbox().Depth(), 0);
}

TEST_P(SplitContract, OneContactIsOneConversationPerChannel) {
  NewItem elsewhere = Item(3);
  elsewhere.channel = "second";
  Split({Item(1), Item(2), elsewhere, Item(4, "972500000002")});
  EXPECT_EQ(Find(1).conversation, Find(2).conversation);
  EXPECT_NE(Find(1).conversation, Find(3).conversation);
  EXPECT_NE(Find(1).conversation, Find(4).conversation);
}

TEST_P(SplitContract, AnItemWithBothAddressesMakesThemOneConversation) {
  Split({Both(1), Scoped(2), Item(3)});
  EXPECT_EQ(Find(1).conversation, Find(2).conversation);
  EXPECT_EQ(Find(1).conversation, Find(3).conversation);
}

TEST_P(SplitContract, LinkedConversationsKeepTheirIdsAndQueueInOneLine) {
  Split({Item(1), Scoped(2)});
  const std::string by_phone = Find(1).conversation;
  const std::string by_id = Find(2).conversation;
  ASSERT_NE(by_phone, by_id);
  Split({Both(3), Scoped(4)});
  EXPECT_EQ(Find(1).conversation, by_phone);
  EXPECT_EQ(Find(2).conversation, by_id) << "never renumbered";
  EXPECT_EQ(Find(3).conversation, by_phone) << "the older one goes on";
  EXPECT_EQ(Find(4).conversation, by_phone);

  const bridge::LineWork line = Claim("w");
  EXPECT_EQ(line.line, by_phone);
  ASSERT_EQ(line.items.size(), 4U) << "in the order of arrival, all in one line";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(line.items[std::size_t(i)].key, Key(i + 1));
  const auto none = work().ClaimLine("other", now(), later(60), bridge::Claim::kAll, 32);
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  EXPECT_TRUE(items().Record(Step(2, "w")));
}

// A9
TEST_P(SplitContract, AWorkerKeepsItsLeaseWhenItsConversationIsLinkedAndReleasesIt) {
  NewItem quiet = Item(1);
  quiet.jobs.clear();
  Split({quiet, Scoped(2)});
  ASSERT_EQ(Claim("w").items.size(), 1U);
  Split({Both(3)});
  const auto other = work().ClaimLine("other", now(), later(60), bridge::Claim::kAll, 32);
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
  EXPECT_TRUE(items().Record(Step(2, "w")));
  ASSERT_TRUE(work().Release("w"));
  EXPECT_EQ(Claim("other").items.size(), 2U) << "the line that it was moved to is free";
}

// A9
TEST_P(SplitContract, OfTwoWorkersWhoseConversationsAreLinkedOneHasLostItsLease) {
  NewItem first = Item(1);
  first.jobs.at(0).due = now() - std::chrono::seconds(1);
  Split({first, Scoped(2)});
  ASSERT_EQ(Claim("one").items.size(), 1U);
  ASSERT_EQ(Claim("two").items.size(), 1U);
  Split({Both(3)});
  const auto held = work().Renew({"one", "two"}, later(90));
  ASSERT_TRUE(held);
  EXPECT_EQ(*held, std::vector<std::string>{"one"}) << "the older conversation's";
  EXPECT_TRUE(items().Record(Step(1, "one")));
  EXPECT_TRUE(items().Record(Step(2, "one")));
  const auto lost = items().Record(Step(2, "two"));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, FailureKind::kBusy);
}

// C4
TEST_P(SplitContract, WhatWaitsForAPatientIsWokenWhenTheConversationIsLinked) {
  NewItem waits = Scoped(1);
  waits.jobs = {{.kind = JobKind::kMatch, .turn = bridge::Turn::kInOrder}};
  waits.state = Progress::kHeld;
  waits.reason = Reason::kPatientUnresolved;
  NewItem known = Item(2);
  known.jobs.clear();
  Split({waits, known});
  ASSERT_EQ(Find(1).jobs.at(0).due, std::nullopt);
  NewItem both = Both(3);
  both.jobs.clear();
  Split({both});
  EXPECT_EQ(Find(1).jobs.at(0).due, now());
  EXPECT_EQ(Claim("w").items.size(), 1U);
}

// D13
TEST_P(SplitContract, ANewItemWakesWhatWaitsInItsLineForAConsent) {
  Split({Item(1), Item(2, "972500000002")});
  for (const int number : {1, 2}) {
    bridge::ItemStep park = Step(number, "");
    park.after.jobs = {{.kind = JobKind::kDecide, .turn = bridge::Turn::kInOrder},
                       {.kind = JobKind::kExpire, .due = later(1000)}};
    ASSERT_TRUE(items().Record(park));
  }
  NewItem next = Item(3);
  next.jobs.clear();
  Split({next});
  EXPECT_EQ(FindJob(Find(1), JobKind::kDecide, 0)->due, now());
  EXPECT_EQ(FindJob(Find(2), JobKind::kDecide, 0)->due, std::nullopt) << "another contact";
  ASSERT_EQ(Claim("w").items.size(), 1U);
}

TEST_P(SplitContract, P5AnItemOfNoContactIsListedAndWorkedOnToo) {
  NewItem lonely = Item(1, "");
  lonely.state = Progress::kHeld;
  lonely.reason = Reason::kUnparsable;
  lonely.deadline = later(10);
  lonely.jobs = {{.kind = JobKind::kExpire, .due = later(10)}};
  Split({lonely});
  EXPECT_EQ(Find(1).conversation, "");
  clock().Move(std::chrono::seconds(11));
  const bridge::LineWork line = Claim("w");
  ASSERT_EQ(line.items.size(), 1U);
  EXPECT_EQ(line.items[0].conversation, "");
  bridge::ItemStep drop = Step(1, "w");
  drop.after.state = Progress::kDropped;
  drop.after.jobs.clear();
  drop.destroy_content = true;
  EXPECT_TRUE(items().Record(drop));
  EXPECT_TRUE(work().Release("w"));
}

TEST_P(SplitContract, ManyDeliveriesAreSplitInOneGo) {
  std::vector<Slice> many;
  for (int i = 0; i < 40; ++i) {
    many.push_back({.delivery = Append("x"),
                    .last = true,
                    .items = {Item(i, "97250" + std::to_string(i % 7))}});
  }
  ASSERT_TRUE(items().Split(many));
  EXPECT_EQ(inbox().Depth(), 0);
  EXPECT_EQ(All().size(), 40U);
}

TEST_P(SplitContract, OneBadSliceDoesNotHoldUpTheOthers) {
  NewItem bad = Item(2);
  bad.key = "no-uuid";
  const auto slice = [&](const NewItem& item) {
    return Slice{.delivery = Append("x"), .last = true, .items = {item}};
  };
  EXPECT_FALSE(items().Split({slice(Item(1)), slice(bad), slice(Item(3))}));
  EXPECT_EQ(inbox().Depth(), 1) << "the bad one waits";
  EXPECT_EQ(AllKeys(), (Keys{Key(1), Key(3)}));
}

STORE_CONTRACT(SplitContract);

}  // namespace
}  // namespace chartbridge::store_test
