// ItemQueries: lists and counts.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::ItemFilter;
using bridge::ItemKey;
using bridge::ItemRow;
using bridge::NewItem;
using bridge::Progress;
using bridge::Reason;
using Keys = std::vector<ItemKey>;

class QuestionContract : public StoreContract {
 protected:
  Keys List(const ItemFilter& filter) {
    Keys keys;
    const auto listed = queries().List(filter, [&](const ItemRow& row) {
      keys.push_back(row.key);
      EXPECT_EQ(row.content.empty(), !filter.with_content);
      return true;
    });
    EXPECT_TRUE(listed) << listed.error().text;
    return keys;
  }
};

TEST_P(QuestionContract, EverythingIsListedInTheOrderOfArrival) {
  std::vector<NewItem> many;
  Keys want;
  for (int i = 300; i > 0; --i) {
    many.push_back(Item(i, "97250" + std::to_string(i % 5)));
    want.push_back(Key(i));
  }
  Split(many);
  EXPECT_EQ(List({}), want);
  EXPECT_EQ(List({.with_content = true}), want);
}

TEST_P(QuestionContract, AListStopsWhenTheReaderHasEnough) {
  Split({Item(1), Item(2), Item(3)});
  int seen = 0;
  ASSERT_TRUE(queries().List({}, [&](const ItemRow&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_P(QuestionContract, AListIsNarrowedByTimeProgressKindAndContact) {
  NewItem image = Item(2, "972500000002");
  image.kind = "image";
  NewItem held = Item(3, "");
  held.business_scoped_id = "IL.3";
  held.state = Progress::kHeld;
  held.received = later(100);
  NewItem elsewhere = Item(4, "972500000002");
  elsewhere.channel = "second";
  Split({Item(1), image, held, elsewhere});
  EXPECT_EQ(List({.since = later(100)}), Keys{Key(3)});
  EXPECT_EQ(List({.progress = Progress::kHeld}), Keys{Key(3)});
  EXPECT_EQ(List({.kind = "image"}), Keys{Key(2)});
  EXPECT_EQ(List({.contact = "972500000002"}), (Keys{Key(2), Key(4)}));
  EXPECT_EQ(List({.contact = "+972 50-000 0002"}), (Keys{Key(2), Key(4)}));
  EXPECT_EQ(List({.contact = "00972500000002"}), (Keys{Key(2), Key(4)}));
  EXPECT_EQ(List({.contact = "IL.3"}), Keys{Key(3)});
  EXPECT_EQ(List({.contact = "123"}), Keys{});
  EXPECT_EQ(List({.kind = "text", .contact = "972500000002"}), Keys{Key(4)});
}

TEST_P(QuestionContract, AllConversationsOfALinkedContactAreListed) {
  NewItem scoped = Item(2, "");
  scoped.business_scoped_id = "IL.1";
  NewItem both = Item(3);
  both.business_scoped_id = "IL.1";
  Split({Item(1), scoped, both});
  EXPECT_EQ(List({.contact = "IL.1"}), (Keys{Key(1), Key(2), Key(3)}));
}

TEST_P(QuestionContract, AnItemIsFoundByHowItsKeyBegins) {
  NewItem other = Item(2);
  other.key = "abcdef01-2345-5678-8abc-def012345678";
  Split({Item(1), other});
  for (const char* prefix : {"abcdef", "abcdef0", "abcdef01", "abcdef01-", "ABCDEF01-2345-5678-8",
                             "abcdef01-2345-5678-8abc-def012345678"}) {
    EXPECT_EQ(List({.key_prefix = prefix}), Keys{other.key}) << prefix;
  }
  EXPECT_EQ(List({.key_prefix = "abcdef1"}), Keys{});
  EXPECT_EQ(List({.kind = "image", .key_prefix = "abcdef"}), Keys{});
  EXPECT_EQ(List({.key_prefix = "abcdef", .limit = 5}), Keys{other.key});
  for (const char* odd :
       {"abcdeg", "abcdef012", "abcdef01-2345-5678-8abc-def0123456789", "%%%%%%", "-abcdef"}) {
    EXPECT_EQ(List({.key_prefix = odd}), Keys{}) << odd;
  }
}

// D9, I5
TEST_P(QuestionContract, DeadLettersAreThoseThatAPersonMustActOn) {
  std::vector<NewItem> many;
  for (int i = 1; i <= 6; ++i) many.push_back(Item(i));
  Split(many);
  const auto move = [&](int number, bridge::FilingState state, bridge::MediaProgress medium) {
    bridge::ItemStep step = Step(number, "");
    step.after.state = Progress::kMatched;
    step.after.filings = {{.number = 1, .patient = "Patient/1", .state = state}};
    step.after.media = {{.number = 1, .progress = medium}};
    ASSERT_TRUE(items().Record(step));
  };
  move(1, bridge::FilingState::kFailed, bridge::MediaProgress::kStored);
  move(2, bridge::FilingState::kFiled, bridge::MediaProgress::kFailed);
  move(3, bridge::FilingState::kFiled, bridge::MediaProgress::kFiled);
  move(4, bridge::FilingState::kHeld, bridge::MediaProgress::kFailed);
  bridge::ItemStep failed = Step(5, "");
  failed.after.state = Progress::kFailed;
  ASSERT_TRUE(items().Record(failed));
  EXPECT_EQ(List({.queue = bridge::StaffQueue::kDeadLetters}), (Keys{Key(1), Key(2), Key(5)}));
  EXPECT_EQ(List({.queue = bridge::StaffQueue::kDeadLetters, .limit = 2}), (Keys{Key(5), Key(2)}));
  EXPECT_EQ(List({.progress = Progress::kFiled, .queue = bridge::StaffQueue::kDeadLetters}),
            Keys{Key(2)});
  EXPECT_EQ(List({.patient = "Patient/1", .queue = bridge::StaffQueue::kDeadLetters}), Keys{});
  move(2, bridge::FilingState::kFiled, bridge::MediaProgress::kFiled);
  EXPECT_EQ(List({.queue = bridge::StaffQueue::kDeadLetters}), (Keys{Key(1), Key(5)}));
}

TEST_P(QuestionContract, ItemsAreCountedByProgress) {
  NewItem noted = Item(3);
  noted.state = Progress::kNoted;
  NewItem held = Item(4);
  held.state = Progress::kHeld;
  held.received = now() - std::chrono::seconds(50);
  Split({Item(1), Item(2), noted, held});
  const auto counts = queries().CountsByProgress();
  ASSERT_TRUE(counts);
  EXPECT_EQ(*counts,
            (std::map<std::string, std::int64_t>{{"held", 1}, {"noted", 1}, {"parsed", 2}}));
}

TEST_P(QuestionContract, ItemsAreCountedByProgressAndReasonWithTheirFirstDeadline) {
  EXPECT_TRUE(queries().CountsByReason(later(100))->empty());
  std::vector<NewItem> many;
  const auto add = [&](Progress progress, Reason reason, std::optional<Instant> deadline) {
    many.push_back(Item(int(many.size()) + 1));
    many.back().state = progress;
    many.back().reason = reason;
    many.back().deadline = deadline;
  };
  add(Progress::kHeld, Reason::kNoConsent, later(300));
  add(Progress::kHeld, Reason::kNoConsent, later(50));
  add(Progress::kHeld, Reason::kNoConsent, later(100));
  add(Progress::kHeld, Reason::kConsentInvalid, std::nullopt);
  add(Progress::kDropped, Reason::kConsentRevoked, std::nullopt);
  add(Progress::kFailed, Reason::kNoConsent, std::nullopt);
  add(Progress::kParsed, Reason::kNone, std::nullopt);
  Split(many);
  const auto counts = queries().CountsByReason(later(100));
  ASSERT_TRUE(counts) << counts.error().text;
  std::vector<std::string> told;
  for (const bridge::ReasonCount& one : *counts) {
    told.push_back(std::string(ToString(one.progress)) + " " + std::string(ToString(one.reason)) +
                   " " + std::to_string(one.items) + " " + std::to_string(one.ending));
  }
  EXPECT_EQ(told,
            (std::vector<std::string>{"held no-consent 3 1", "held consent-invalid 1 0",
                                      "dropped consent-revoked 1 0", "failed no-consent 1 0"}));
  EXPECT_EQ(counts->front().first_deadline, later(50));
  EXPECT_FALSE(counts->back().first_deadline);
}

// D19: «oldest_unfiled_seconds counts holds»
TEST_P(QuestionContract, TheOldestItemUnderWayIsOneThatStillMovesByItself) {
  EXPECT_EQ(*queries().OldestUnderWay(), std::nullopt);
  std::vector<NewItem> many;
  for (const Progress state : {Progress::kNoted, Progress::kFailed, Progress::kHeld,
                               Progress::kDropped, Progress::kParsed, Progress::kParsed}) {
    many.push_back(Item(int(many.size()) + 1));
    many.back().state = state;
    many.back().received = now() - std::chrono::seconds(100 - 10 * int(many.size()));
  }
  Split(many);
  EXPECT_EQ(*queries().OldestUnderWay(), many[4].received);
  bridge::ItemStep mapped = Step(5, "");
  mapped.after.state = Progress::kMatched;
  mapped.after.filings = {
      {.number = 1, .patient = "Patient/1", .state = bridge::FilingState::kSent}};
  ASSERT_TRUE(items().Record(mapped));
  EXPECT_EQ(*queries().OldestUnderWay(), many[4].received);
  bridge::ItemStep filed = Step(5, "");
  filed.after.filings[0].state = bridge::FilingState::kFiled;
  ASSERT_TRUE(items().Record(filed));
  EXPECT_EQ(*queries().OldestUnderWay(), many[5].received);
}

// The newest filing speaks for the item as long as the item is matched.
TEST_P(QuestionContract, ListsAndCountsSayWhatTheItemItselfSays) {
  Split({Item(1), Item(2), Item(3)});
  bridge::ItemStep step = Step(2, "");
  step.after.state = Progress::kMatched;
  step.after.filings = {
      {.number = 1, .patient = "Patient/1", .state = bridge::FilingState::kRetracted},
      {.number = 2,
       .patient = "Patient/2",
       .state = bridge::FilingState::kHeld,
       .reason = Reason::kNoConsent}};
  ASSERT_TRUE(items().Record(step));
  EXPECT_EQ(List({.progress = Progress::kHeld}), Keys{Key(2)});
  EXPECT_EQ(List({.reason = Reason::kNoConsent}), Keys{Key(2)});
  EXPECT_EQ(List({.reason = Reason::kNone}), (Keys{Key(1), Key(3)}));
  bridge::ItemStep again = Step(2, "");
  again.after.state = Progress::kFailed;
  again.after.state_reason = Reason::kStoredItemUnreadable;
  ASSERT_TRUE(items().Record(again));
  EXPECT_EQ(List({.reason = Reason::kNoConsent}), Keys{});
  EXPECT_EQ(List({.reason = Reason::kStoredItemUnreadable}), Keys{Key(2)});
  EXPECT_EQ(*queries().CountsByProgress(),
            (std::map<std::string, std::int64_t>{{"failed", 1}, {"parsed", 2}}));
}

TEST_P(QuestionContract, MediaAreCountedByStateAndReason) {
  EXPECT_TRUE(queries().CountsOfMedia()->empty());
  NewItem one = Item(1);
  one.media = {
      {.number = 1, .progress = bridge::MediaProgress::kFailed, .reason = Reason::kExpired},
      {.number = 2, .progress = bridge::MediaProgress::kHeld, .reason = Reason::kTooLarge},
      {.number = 3, .progress = bridge::MediaProgress::kPending}};
  NewItem other = Item(2);
  other.media = {
      {.number = 1, .progress = bridge::MediaProgress::kHeld, .reason = Reason::kTooLarge}};
  Split({one, other});
  const auto counts = queries().CountsOfMedia();
  ASSERT_TRUE(counts);
  ASSERT_EQ(counts->size(), 3U);
  EXPECT_EQ((*counts)[0].progress, bridge::MediaProgress::kPending);
  EXPECT_EQ((*counts)[1].progress, bridge::MediaProgress::kHeld);
  EXPECT_EQ((*counts)[1].reason, Reason::kTooLarge);
  EXPECT_EQ((*counts)[1].media, 2);
  EXPECT_EQ((*counts)[2].progress, bridge::MediaProgress::kFailed);
}

// I18
TEST_P(QuestionContract, CountsFollowEveryMoveAndAreKeptByDayChannelAndKind) {
  NewItem ghost = Item(3);
  ghost.placeholder = true;
  ghost.kind = "ghost";
  ghost.media = {{.number = 1, .progress = bridge::MediaProgress::kPending}};
  NewItem old = Item(4);
  old.received = now() - std::chrono::hours(48);
  NewItem elsewhere = Item(5, "972500000002");
  elsewhere.channel = "second";
  Split({Item(1), Item(2), ghost, old, elsewhere});
  Split({Item(1), ghost});  // delivered again: counted once
  NewItem real = Item(3);
  real.kind = "image";
  real.fingerprint = "said";
  real.media = {{.number = 1, .progress = bridge::MediaProgress::kStored},
                {.number = 2, .progress = bridge::MediaProgress::kStored}};
  Split({real});
  bridge::ItemStep step = Step(2, "");
  step.after.state = Progress::kHeld;
  step.after.state_reason = Reason::kNoConsent;
  ASSERT_TRUE(items().Record(step));
  bridge::ItemStep stale = step;
  EXPECT_FALSE(items().Record(stale)) << "a step that is refused moves nothing";
  bridge::ItemStep stored = Step(3, "");
  stored.after.media[1].progress = bridge::MediaProgress::kFailed;
  stored.after.media[1].reason = Reason::kExpired;
  ASSERT_TRUE(items().Record(stored));

  const std::int64_t today = ToUnixMillis(now()) / 86'400'000;
  const auto told = [&](std::int64_t first_day) {
    const auto counts = queries().CountsByDay(first_day);
    EXPECT_TRUE(counts) << counts.error().text;
    std::vector<std::string> lines;
    for (const bridge::DayCount& one : *counts)
      lines.push_back(std::to_string(one.day - today) + " " + one.channel + " " + one.kind + " " +
                      std::string(ToString(one.progress)) + " " +
                      std::string(ToString(one.reason)) + " " + std::to_string(one.items));
    return lines;
  };
  const std::string channel = Item(1).channel;
  const std::vector<std::string> of_today{
      "0 " + channel + " image parsed  1", "0 " + channel + " text parsed  1",
      "0 " + channel + " text held no-consent 1", "0 second text parsed  1"};
  EXPECT_EQ(told(today), of_today);
  std::vector<std::string> all = of_today;
  all.insert(all.begin(), "-2 " + channel + " text parsed  1");
  EXPECT_EQ(told(0), all);
  under_test_->Reopen();
  EXPECT_EQ(told(0), all);
  EXPECT_EQ(*queries().CountsByProgress(),
            (std::map<std::string, std::int64_t>{{"held", 1}, {"parsed", 4}}));
  const auto media = queries().CountsOfMedia();
  ASSERT_EQ(media->size(), 2U);
  EXPECT_EQ((*media)[0].progress, bridge::MediaProgress::kStored);
  EXPECT_EQ((*media)[0].media, 1);
  EXPECT_EQ((*media)[1].reason, Reason::kExpired);
}

// J8
TEST_P(QuestionContract, ArrivalsAreOnlyEverAddedTo) {
  NewItem held = Item(2);
  held.state = Progress::kHeld;
  held.reason = Reason::kPatientUnresolved;
  Split({Item(1), held});
  bridge::ItemStep step = Step(1, "");
  for (const Progress to : {Progress::kHeld, Progress::kParsed, Progress::kHeld}) {
    step = Step(1, "");
    step.after.state = to;
    step.after.state_reason = to == Progress::kHeld ? Reason::kNoConsent : Reason::kNone;
    ASSERT_TRUE(items().Record(step));
  }
  // Another reason is no arrival.
  step = Step(1, "");
  step.after.state_reason = Reason::kPatientUnresolved;
  ASSERT_TRUE(items().Record(step));
  const std::map<std::string, std::int64_t> arrived{{"held", 3}, {"parsed", 3}};
  EXPECT_EQ(*queries().ArrivalsByProgress(), arrived);
  under_test_->Reopen();
  EXPECT_EQ(*queries().ArrivalsByProgress(), arrived);
}

TEST_P(QuestionContract, WhatWaitsForReviewIsAQueueAndListsAreMadeForWhomTheyAreFor) {
  NewItem waiting = Item(1);
  waiting.state = Progress::kHeld;
  waiting.reason = Reason::kPatientUnresolved;
  NewItem quarantined = Item(2);
  quarantined.state = Progress::kHeld;
  quarantined.reason = Reason::kNoConsent;
  Split({waiting, quarantined, Item(3), Item(4)});
  bridge::ItemStep step = Step(3, "");
  step.after.state = Progress::kMatched;
  step.after.patient = "Patient/1";
  step.after.filings = {{.number = 1, .patient = "Patient/1"}};
  ASSERT_TRUE(items().Record(step));
  using bridge::Audience;
  EXPECT_EQ(List({.queue = bridge::StaffQueue::kReview}), Keys{Key(1)});
  EXPECT_EQ(List({.audience = Audience::kOfPatients, .limit = 9}), Keys{Key(3)});
  EXPECT_EQ(List({.audience = Audience::kOfPatientsAndReview, .limit = 9}), (Keys{Key(3), Key(1)}));
  EXPECT_EQ(List({.progress = Progress::kHeld, .audience = Audience::kOfPatientsAndReview}),
            Keys{Key(1)});
  EXPECT_EQ(List({.progress = Progress::kHeld, .audience = Audience::kOfPatients}), Keys{});
  bridge::ItemStep found = Step(1, "");
  found.after.state = Progress::kMatched;
  found.after.patient = "Patient/2";
  found.after.filings = {{.number = 1, .patient = "Patient/2"}};
  ASSERT_TRUE(items().Record(found));
  EXPECT_EQ(List({.queue = bridge::StaffQueue::kReview}), Keys{});
  EXPECT_EQ(List({.audience = Audience::kOfPatients, .limit = 9}), (Keys{Key(3), Key(1)}));
}

STORE_CONTRACT(QuestionContract);

}  // namespace
}  // namespace chartbridge::store_test
