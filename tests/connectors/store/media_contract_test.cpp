// Media are work of their own beside their item.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::MediaChange;
using bridge::MediaProgress;
using bridge::NewItem;
using bridge::Progress;
using bridge::Transition;

class MediaContract : public StoreContract {
 protected:
  NewItem WithMedia(int number, MediaProgress progress, int count = 1) {
    NewItem item = Item(number, "97250" + std::to_string(number));
    for (int i = 1; i <= count; ++i) item.media.push_back({i, progress, ""});
    return item;
  }
  std::vector<bridge::ItemRow> Fetch(const std::string& worker, int limit = 10) {
    const auto claimed = ledger().ClaimMedia(worker, now(), later(60), limit);
    EXPECT_TRUE(claimed) << claimed.error().text;
    return claimed ? *claimed : std::vector<bridge::ItemRow>{};
  }
  static MediaChange Stored(int number) {
    bridge::MediaRow row;
    row.object = "abc-" + std::to_string(number);
    row.key_id = 77;
    row.content_type = "image/jpeg";
    row.size = 3'000'000'000;
    row.sha1_base64 = "c2hhMQ==";
    row.sha256_hex = std::string(64, 'a');
    return {number, MediaProgress::kStored, "", row, {}, false};
  }
  // Claims the item and leads it to `to`, as a runner does.
  void Settle(int number, Progress to, std::optional<Instant> due = {}) {
    const bridge::Work work = Claim("filer");
    Transition step = Step(number, "filer", work.items.at(0).progress, to);
    step.due = due;
    ASSERT_TRUE(ledger().Record(step));
    ASSERT_TRUE(ledger().Release("filer", work.conversation));
  }
  bool NothingDue() {
    const auto work = ledger().Claim("idle", now(), later(60), 32);
    EXPECT_TRUE(work);
    return work && !*work;
  }
};

TEST_P(MediaContract, PendingMediaAreFetchedOldestFirstAndByOneWorker) {
  NewItem second = WithMedia(2, MediaProgress::kPending);
  second.received = now() - std::chrono::seconds(9);
  Split({WithMedia(1, MediaProgress::kPending, 2), second, WithMedia(3, MediaProgress::kWaiting)});
  const auto one = Fetch("one", 1);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].key, Key(2));
  EXPECT_EQ(one[0].content, "{}");
  const auto two = Fetch("two");
  ASSERT_EQ(two.size(), 1U);
  EXPECT_EQ(two[0].key, Key(1));
  EXPECT_EQ(two[0].media.size(), 2U);
  EXPECT_TRUE(Fetch("three").empty());
  clock().Move(std::chrono::seconds(61));
  EXPECT_EQ(Fetch("three").size(), 2U);
}

TEST_P(MediaContract, OnlyTheClaimedMediaComeWithTheItem) {
  Split({WithMedia(1, MediaProgress::kPending, 3)});
  const auto one = Fetch("one", 2);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].media.size(), 2U);
  const auto two = Fetch("two", 2);
  ASSERT_EQ(two.size(), 1U);
  ASSERT_EQ(two[0].media.size(), 1U);
  EXPECT_EQ(two[0].media[0].number, 3);
}

TEST_P(MediaContract, AFetchThatFailedIsTriedAgainWhenItIsDue) {
  Split({WithMedia(1, MediaProgress::kPending)});
  Fetch("one");
  const MediaChange again{1, MediaProgress::kPending, "media-unreachable", {}, {}, false};
  ASSERT_TRUE(ledger().RecordMedia("one", Key(1), again, later(30), 4, {}));
  EXPECT_TRUE(Fetch("one").empty());
  clock().Move(std::chrono::seconds(30));
  const auto claimed = Fetch("two");
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_EQ(claimed[0].media[0].attempts, 4);
  EXPECT_EQ(claimed[0].media[0].reason, "media-unreachable");
}

TEST_P(MediaContract, WhoeverDoesNotHoldTheMediumMayNotRecordIt) {
  Split({WithMedia(1, MediaProgress::kPending)});
  Fetch("one");
  const auto refused = ledger().RecordMedia("two", Key(1), Stored(1), {}, 0, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kBusy);
  const auto unknown = ledger().RecordMedia("one", Key(1), Stored(9), {}, 0, {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, FailureKind::kNotFound);
  EXPECT_EQ(Find(1).media[0].progress, MediaProgress::kPending);
}

TEST_P(MediaContract, AMediumThatCameMakesItsFiledItemDue) {
  Split({WithMedia(1, MediaProgress::kPending)});
  Settle(1, Progress::kFiled);
  EXPECT_TRUE(NothingDue());
  Fetch("one");
  ASSERT_TRUE(ledger().RecordMedia("one", Key(1), Stored(1), {}, 0,
                                   {{.ev = "media.stored", .actor = "svc:media"}}));
  const bridge::Work work = Claim("filer");
  ASSERT_EQ(work.items.size(), 1U);
  const bridge::MediaRow& media = work.items[0].media.at(0);
  EXPECT_EQ(media.progress, MediaProgress::kStored);
  EXPECT_EQ(media.object, "abc-1");
  EXPECT_EQ(media.key_id, 77);
  EXPECT_EQ(media.content_type, "image/jpeg");
  EXPECT_EQ(media.size, 3'000'000'000U);
  EXPECT_EQ(media.sha1_base64, "c2hhMQ==");
  EXPECT_EQ(media.sha256_hex, std::string(64, 'a'));
}

TEST_P(MediaContract, AMediumThatCameMakesItsHeldItemDueBeforeItsDeadline) {
  Split({WithMedia(1, MediaProgress::kPending)});
  Settle(1, Progress::kHeld, later(5000));
  Fetch("one");
  ASSERT_TRUE(ledger().RecordMedia("one", Key(1), Stored(1), {}, 0, {}));
  EXPECT_EQ(Find(1).due, now());
  Settle(1, Progress::kHeld, later(5000));
  EXPECT_TRUE(NothingDue()) << "seen once, it does not come back by itself";
}

TEST_P(MediaContract, P5AMediumThatCameWhileItsItemWasBeingFiledIsNotForgotten) {
  Split({WithMedia(1, MediaProgress::kPending)});
  const bridge::Work work = Claim("filer");
  Fetch("one");
  ASSERT_TRUE(ledger().RecordMedia("one", Key(1), Stored(1), {}, 0, {}));
  ASSERT_TRUE(ledger().Record(Step(1, "filer", Progress::kParsed, Progress::kFiled)));
  ASSERT_TRUE(ledger().Release("filer", work.conversation));
  EXPECT_EQ(Claim("filer").items.size(), 1U);
}

TEST_P(MediaContract, AStepMayAskForAMediumAndItIsThereAtOnce) {
  Split({WithMedia(1, MediaProgress::kWaiting)});
  EXPECT_TRUE(Fetch("one").empty());
  Claim("w");
  Transition step = Step(1, "w", Progress::kParsed, Progress::kPermitted);
  step.due = now();
  step.media = {{1, MediaProgress::kPending, "", {}, {}, false}};
  ASSERT_TRUE(ledger().Record(step));
  EXPECT_EQ(Fetch("one").size(), 1U);
}

TEST_P(MediaContract, AStepEndsAFetchThatIsUnderWay) {
  Split({WithMedia(1, MediaProgress::kPending)});
  Fetch("one");
  Claim("w");
  Transition drop = Step(1, "w", Progress::kParsed, Progress::kDropped);
  drop.media = {{1, MediaProgress::kDropped, "no-consent", {}, {}, true}};
  ASSERT_TRUE(ledger().Record(drop));
  const auto late = ledger().RecordMedia("one", Key(1), Stored(1), {}, 0, {});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, FailureKind::kBusy);
  EXPECT_EQ(Find(1).media[0].progress, MediaProgress::kDropped);
}

TEST_P(MediaContract, AStepThatNamesAnUnknownMediumChangesNothing) {
  Split({WithMedia(1, MediaProgress::kWaiting)});
  Claim("w");
  Transition step = Step(1, "w", Progress::kParsed, Progress::kFiled);
  step.media = {{5, MediaProgress::kFiled, "", {}, {}, false}};
  const auto refused = ledger().Record(step);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kNotFound);
  EXPECT_EQ(Find(1).progress, Progress::kParsed);
}

TEST_P(MediaContract, FiledMediaKnowTheirResources) {
  Split({WithMedia(1, MediaProgress::kStored)});
  Claim("w");
  Transition step = Step(1, "w", Progress::kParsed, Progress::kFiled);
  step.media = {{1, MediaProgress::kFiled, "", {}, {"DocumentReference/1", "Binary/2"}, false}};
  ASSERT_TRUE(ledger().Record(step));
  under_test_->Reopen();
  EXPECT_EQ(Find(1).media.at(0).resources,
            (std::vector<std::string>{"DocumentReference/1", "Binary/2"}));
}

TEST_P(MediaContract, P9ADestroyedMediumHasNoKeyAnyMore) {
  const auto key = store().keys().CreateKey();
  ASSERT_TRUE(key);
  Split({WithMedia(1, MediaProgress::kPending)});
  Fetch("one");
  MediaChange stored = Stored(1);
  stored.stored->key_id = key->id();
  ASSERT_TRUE(ledger().RecordMedia("one", Key(1), stored, {}, 0, {}));
  Claim("w");
  Transition drop = Step(1, "w", Progress::kParsed, Progress::kDropped);
  drop.media = {{1, MediaProgress::kDropped, "gone", {}, {}, true}};
  ASSERT_TRUE(ledger().Record(drop));
  const auto opened = store().keys().OpenKey(key->id());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FailureKind::kNotFound);
  EXPECT_EQ(Find(1).media[0].object, "abc-1") << "so that the vault can remove it";
}

STORE_CONTRACT(MediaContract);

}  // namespace
}  // namespace chartbridge::store_test
