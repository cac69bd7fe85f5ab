// Items::Record, Find, ReadPayload, Decisions: a step is kept whole, once, by whoever may take it.
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::Filing;
using bridge::FilingState;
using bridge::ItemRow;
using bridge::ItemStep;
using bridge::Job;
using bridge::JobKind;
using bridge::MediaProgress;
using bridge::MediaRow;
using bridge::PartState;
using bridge::Progress;
using bridge::Reason;
using bridge::Turn;

class RecordContract : public StoreContract {
 protected:
  FailureKind Refusal(const ItemStep& step) {
    const auto recorded = items().Record(step);
    EXPECT_FALSE(recorded);
    return recorded ? FailureKind::kCorrupt : recorded.error().kind;
  }
  // What a store must hand out after the step.
  void ExpectKept(const ItemStep& step) {
    const ItemRow row = Find(1);
    EXPECT_EQ(row.version, step.before.version + 1);
    EXPECT_EQ(row.state, step.after.state);
    EXPECT_EQ(row.state_reason, step.after.state_reason);
    EXPECT_EQ(row.deadline, step.after.deadline);
    EXPECT_EQ(row.patient, step.after.patient);
    EXPECT_EQ(row.matched_by, step.after.matched_by);
    EXPECT_EQ(row.filings, step.after.filings);
    EXPECT_EQ(row.media, step.after.media);
    EXPECT_EQ(row.jobs, step.after.jobs);
    EXPECT_EQ(row.ordinal, step.before.ordinal);
    EXPECT_EQ(row.conversation, step.before.conversation);
  }
  Filing FullFiling(int number) {
    Filing filing;
    filing.number = number;
    filing.patient = "Patient/" + std::to_string(number);
    filing.state = FilingState::kSent;
    filing.reason = Reason::kEhrInDoubt;
    filing.attempts = 3;
    filing.first_tried = later(-60);
    filing.maybe_sent = true;
    filing.also_asked = "Patient/9";
    filing.basis = {"Consent/1/_history/2", "Consent/3/_history/4"};
    filing.parts = {
        {"thread", "Communication", Key(50), "Communication/50", "1", PartState::kConfirmed},
        {"message", "Communication", Key(51), "", "", PartState::kSent},
        {"media:1", "DocumentReference", Key(52), "", "", PartState::kWanted},
        {"binary:1", "Binary", Key(53), "", "", PartState::kWanted},
        {"provenance", "Provenance", Key(54), "", "", PartState::kWanted}};
    return filing;
  }
};

TEST_P(RecordContract, AStepIsKeptWithEverythingThatWasSaidOfIt) {
  Split({Item(1)});
  Claim("w");
  ItemStep step = Step(1, "w");
  step.after.state = Progress::kMatched;
  step.after.deadline = later(500);
  step.after.patient = "Patient/2";
  step.after.matched_by = bridge::MatchedBy::kPerson;
  Filing former = FullFiling(1);
  former.state = FilingState::kRetracting;
  step.after.filings = {former, FullFiling(2)};
  MediaRow media;
  media.number = 1;
  media.progress = MediaProgress::kHeld;
  media.reason = Reason::kTypeRefused;
  media.attempts = 2;
  media.deadline = later(900);
  media.maybe_sent = true;
  media.released = true;
  media.object = "abc-1";
  media.key_id = 77;
  media.content_type = "image/jpeg";
  media.size = std::uint64_t(5) << 32U;
  media.sha1_base64 = "c2hhMQ==";
  media.sha256_hex = "ab12";
  step.after.media = {media};
  step.after.jobs = {
      {.kind = JobKind::kPush, .number = 2, .turn = Turn::kInOrder, .due = later(5), .attempts = 1},
      {.kind = JobKind::kRetract, .number = 1, .due = now(), .urgent = true},
      {.kind = JobKind::kExpire, .due = later(900)},
      {.kind = JobKind::kForget, .number = 1, .turn = Turn::kAlong}};
  step.payload = "{\"resourceType\":\"Bundle\"}";
  step.payload_filing = 2;
  step.decisions = {{"message",
                     "map",
                     "permit",
                     Reason::kPermittedByConsent,
                     {"Consent/1/_history/2", "Consent/3/_history/4"},
                     "[]",
                     now()},
                    {"media:1", "map", "deny", Reason::kNoConsent, {}, "{}", later(1)}};
  ASSERT_TRUE(items().Record(step));
  under_test_->Reopen();
  ExpectKept(step);
  const ItemRow row = Find(1);
  EXPECT_EQ(row.progress(), Progress::kMapped);
  EXPECT_EQ(row.reason(), Reason::kEhrInDoubt);
  EXPECT_EQ(row.content, "{}");
  EXPECT_EQ(*items().ReadPayload(Key(1), 2), *step.payload);
  EXPECT_EQ(items().ReadPayload(Key(1), 1).error().kind, FailureKind::kNotFound);
  const auto decisions = items().Decisions(Key(1));
  ASSERT_TRUE(decisions);
  ASSERT_EQ(decisions->size(), 2U);
  EXPECT_EQ((*decisions)[0].basis, step.decisions[0].basis);
  EXPECT_EQ((*decisions)[0].reason, Reason::kPermittedByConsent);
  EXPECT_EQ((*decisions)[1].part, "media:1");
  EXPECT_EQ((*decisions)[1].decision, "deny");
  EXPECT_EQ((*decisions)[1].at, later(1));
}

TEST_P(RecordContract, StepAfterStepChangesWhatDiffersAndNothingElse) {
  Split({Item(1)});
  Claim("w");
  ItemStep step = Step(1, "w");
  step.after.state = Progress::kMatched;
  step.after.filings = {FullFiling(1)};
  step.after.media = {{.number = 1}, {.number = 2}};
  step.after.jobs = {{.kind = JobKind::kPush, .number = 1, .turn = Turn::kInOrder, .due = now()}};
  step.payload = "first";
  step.payload_filing = 1;
  ASSERT_TRUE(items().Record(step));
  // As a runner does it: on from what it has in hand.
  ItemStep next = step;
  next.before = step.after;
  next.before.version = step.before.version + 1;
  next.after.filings[0].state = FilingState::kFiled;
  next.after.filings[0].maybe_sent = false;
  next.after.filings[0].parts.pop_back();
  next.after.filings[0].parts[1].reference = "Communication/123";
  next.after.filings[0].parts[1].version = "7";
  next.after.filings[0].parts[1].state = PartState::kConfirmed;
  next.after.filings.push_back(FullFiling(2));
  next.after.media[1].progress = MediaProgress::kFiled;
  next.after.jobs = {{.kind = JobKind::kVerify, .number = 1, .due = now()}};
  next.payload = "";
  ASSERT_TRUE(items().Record(next));
  ExpectKept(next);
  EXPECT_EQ(items().ReadPayload(Key(1), 1).error().kind, FailureKind::kNotFound);
  ItemStep last = next;
  last.before = next.after;
  last.before.version = next.before.version + 1;
  last.after.filings.pop_back();
  last.after.media.pop_back();
  last.after.jobs.clear();
  last.payload.reset();
  ASSERT_TRUE(items().Record(last));
  ExpectKept(last);
  EXPECT_EQ(Find(1).resources(),
            (std::vector<std::string>{"Communication/50", "Communication/123"}));
}

// A1
TEST_P(RecordContract, APayloadBelongsToItsFiling) {
  Split({Item(1)});
  ItemStep step = Step(1, "");
  step.after.filings = {FullFiling(1), FullFiling(2)};
  step.payload = "for the first patient";
  step.payload_filing = 1;
  ASSERT_TRUE(items().Record(step));
  ItemStep next = Step(1, "");
  next.payload = "for the second patient";
  next.payload_filing = 2;
  ASSERT_TRUE(items().Record(next));
  EXPECT_EQ(*items().ReadPayload(Key(1), 1), "for the first patient");
  EXPECT_EQ(*items().ReadPayload(Key(1), 2), "for the second patient");
}

TEST_P(RecordContract, P2AStepFromElsewhereThanTheItemStandsChangesNothing) {
  Split({Item(1)});
  Claim("w");
  ItemStep step = Step(1, "w");
  step.after.state = Progress::kHeld;
  ASSERT_TRUE(items().Record(step));
  step.after.state = Progress::kDropped;
  step.audit = {{.ev = "never", .actor = "svc:test"}};
  EXPECT_EQ(Refusal(step), FailureKind::kConflict);
  EXPECT_EQ(Find(1).state, Progress::kHeld);
  ASSERT_TRUE(store().audit().Read(0, [](const bridge::AuditLink& link) {
    EXPECT_EQ(link.record.find("never"), std::string::npos);
    return true;
  }));
}

TEST_P(RecordContract, AStepOfAnUnknownItemIsNotFound) {
  ItemStep step;
  step.before.key = Key(9);
  EXPECT_EQ(Refusal(step), FailureKind::kNotFound);
}

TEST_P(RecordContract, AWorkerWithoutALeaseMayNotMoveAnItem) {
  Split({Item(1)});
  EXPECT_EQ(Refusal(Step(1, "w")), FailureKind::kBusy);
}

// A2
TEST_P(RecordContract, AWorkerWhoseLineWasTakenByAnotherMayNotMoveItsItems) {
  Split({Item(1)});
  Claim("one");
  const ItemStep late = Step(1, "one");
  clock().Move(std::chrono::seconds(61));
  Claim("two");
  EXPECT_EQ(Refusal(late), FailureKind::kBusy);
  EXPECT_TRUE(items().Record(Step(1, "two")));
}

TEST_P(RecordContract, ALeaseThatRanOutButWasTakenByNobodyStillServes) {
  Split({Item(1)});
  Claim("w");
  clock().Move(std::chrono::seconds(61));
  EXPECT_TRUE(items().Record(Step(1, "w")));
}

// D11: «a third of retries refused as busy»
TEST_P(RecordContract, APersonsStepIsNeverRefusedBecauseAWorkerIsBusy) {
  Split({Item(1)});
  Claim("w");
  const ItemStep workers = Step(1, "w");
  ItemStep persons = Step(1, "");
  persons.after.state = Progress::kHeld;
  ASSERT_TRUE(items().Record(persons));
  EXPECT_EQ(Refusal(workers), FailureKind::kConflict) << "the worker reads it again";
  EXPECT_TRUE(items().Record(Step(1, "w"))) << "and still holds the line";
}

TEST_P(RecordContract, AFetcherMovesTheItemWhoseMediumItHolds) {
  bridge::NewItem item = Item(1);
  item.media = {{.number = 1}, {.number = 2}};
  item.jobs.push_back({.kind = JobKind::kFetch, .number = 1, .due = now()});
  Split({item});
  Claim("w");
  EXPECT_EQ(Refusal(Step(1, "f")), FailureKind::kBusy);
  ASSERT_TRUE(*work().ClaimFetch("f", now(), later(60)));
  ItemStep step = Step(1, "f");
  step.after.media[0].progress = MediaProgress::kStored;
  step.after.jobs = {step.after.jobs[0]};
  ASSERT_TRUE(items().Record(step));
  EXPECT_EQ(Find(1).media[0].progress, MediaProgress::kStored);
  EXPECT_EQ(Refusal(Step(1, "f")), FailureKind::kBusy) << "it holds nothing any more";
}

TEST_P(RecordContract, P9DestroyedContentIsGoneForGood) {
  const auto medium = store().keys().CreateKey();
  ASSERT_TRUE(medium);
  Split({Item(1)});
  ItemStep step = Step(1, "");
  step.after.filings = {FullFiling(1)};
  step.payload = "bytes";
  step.payload_filing = 1;
  ASSERT_TRUE(items().Record(step));
  ItemStep drop = Step(1, "");
  drop.after.state = Progress::kDropped;
  drop.destroy_content = true;
  drop.lost_keys = {medium->id()};
  ASSERT_TRUE(items().Record(drop));
  under_test_->Reopen();
  const ItemRow row = Find(1);
  EXPECT_TRUE(row.destroyed);
  EXPECT_EQ(row.content, "");
  EXPECT_EQ(row.filings, drop.after.filings) << "what may stand in a chart is still known";
  EXPECT_EQ(items().ReadPayload(Key(1), 1).error().kind, FailureKind::kNotFound);
  EXPECT_EQ(store().keys().OpenKey(medium->id()).error().kind, FailureKind::kNotFound);
}

TEST_P(RecordContract, AnUnknownKeyIsNoFailure) {
  for (const std::string& key : {Key(1), std::string("no key"), std::string()}) {
    const auto found = items().Find(key);
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found);
  }
}

TEST_P(RecordContract, AMessageIsFoundByItsProvidersIdAlthoughReceiptsNameItToo) {
  bridge::NewItem receipt = Item(1);
  receipt.kind = "status";
  receipt.provider_id = "wamid.A";
  bridge::NewItem message = Item(2);
  message.provider_id = "wamid.A";
  Split({receipt, message, Item(3)});
  const auto found = items().FindByProviderId("main", "wamid.A");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->key, Key(2));
  const auto other_channel = items().FindByProviderId("second", "wamid.A");
  ASSERT_TRUE(other_channel);
  EXPECT_FALSE(*other_channel);
}

STORE_CONTRACT(RecordContract);

class RecordOnDisk : public RecordContract {};

// B7's brother
TEST_P(RecordOnDisk, P4AFilingThatWasTurnedToAnotherPatientByAnotherHandIsShownAsUnreadable) {
  Split({Item(1), Item(2, "972500000002")});
  for (const int number : {1, 2}) {
    ItemStep step = Step(number, "");
    step.after.state = Progress::kMatched;
    step.after.filings = {FullFiling(1)};
    step.after.jobs = {{.kind = JobKind::kPush, .number = 1, .due = now()}};
    ASSERT_TRUE(items().Record(step));
  }
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE filing SET patient = 'Patient/evil' WHERE ordinal = (SELECT MIN(ordinal) FROM "
      "filing)"));
  const auto forged = [&](const ItemRow& row) {
    EXPECT_EQ(row.filings.at(0).patient, "");
    EXPECT_EQ(row.filings.at(0).state, FilingState::kFailed);
    EXPECT_EQ(row.filings.at(0).reason, Reason::kStoredItemUnreadable);
    EXPECT_TRUE(row.filings.at(0).maybe_sent) << "what may stand in a chart is not forgotten";
    EXPECT_EQ(row.filings.at(0).parts.size(), 5U);
    EXPECT_EQ(row.content, "");
    EXPECT_FALSE(row.destroyed);
  };
  forged(Find(1));
  EXPECT_EQ(Find(2).filings, std::vector<Filing>{FullFiling(1)}) << "its neighbour is well";
  forged(Claim("w").items.at(0));
  ItemStep step = Step(1, "");
  step.after.state = Progress::kFailed;
  ASSERT_TRUE(items().Record(step));
  forged(Find(1));
}

TEST_P(RecordOnDisk, P4AFilingThatAnotherHandAddedIsUnreadableToo) {
  Split({Item(1)});
  ItemStep step = Step(1, "");
  step.after.filings = {FullFiling(1)};
  ASSERT_TRUE(items().Record(step));
  ASSERT_TRUE(under_test_->Sabotage("UPDATE filing SET mac = NULL"));
  EXPECT_EQ(Find(1).filings.at(0).patient, "");
  under_test_->Reopen();
  EXPECT_EQ(Find(1).filings.at(0).patient, "") << "a restart gives it no MAC";
  ASSERT_TRUE(under_test_->Sabotage("UPDATE filing SET number = 2"));
  EXPECT_EQ(Find(1).filings.at(0).patient, "");
}

TEST_P(RecordOnDisk, P9APayloadOfAnotherFilingDoesNotOpenInItsPlace) {
  Split({Item(1)});
  ItemStep step = Step(1, "");
  step.after.filings = {FullFiling(1)};
  step.payload = "bytes";
  step.payload_filing = 1;
  ASSERT_TRUE(items().Record(step));
  ASSERT_TRUE(under_test_->Sabotage("UPDATE payload SET number = 2"));
  EXPECT_EQ(items().ReadPayload(Key(1), 2).error().kind, FailureKind::kCorrupt);
}

TEST_P(RecordOnDisk, WhatAnotherProgramWroteHereIsNoCrash) {
  Split({Item(1)});
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE item SET state = 'strange', state_reason = 'strange', matched_by = 'strange'"));
  ASSERT_TRUE(under_test_->Sabotage("UPDATE job SET kind = 'strange', turn = 'strange'"));
  const ItemRow row = Find(1);
  EXPECT_EQ(row.state, Progress::kFailed);
  EXPECT_EQ(row.state_reason, Reason::kOther);
  EXPECT_TRUE(row.jobs.empty());
}

ENGINE_CONTRACT(RecordOnDisk);

// The entry says which version of the item its step made.
TEST_P(RecordContract, P10AnEntryAboutTheItemNamesTheVersionThatTheStepMade) {
  bridge::NewItem item = Item(1);
  item.audit = {{.ev = "message.parsed", .actor = "svc:ingest", .what = item.key}};
  Split({item});
  for (int i = 0; i < 2; ++i) {
    bridge::ItemStep step = Step(1, "");
    step.audit = {
        {.ev = "review.filed", .actor = "cli", .what = item.key},
        {.ev = "ehr.create", .actor = "svc:forward", .what = "Communication/1", .version = "7"},
        {.ev = "link.remembered", .actor = "cli", .what = "c1"}};
    ASSERT_TRUE(items().Record(step));
  }
  std::vector<std::string> versions;
  ASSERT_TRUE(store().audit().Read(1, [&](const bridge::AuditLink& link) {
    const std::size_t at = link.record.find("\"version\":\"");
    versions.push_back(at == std::string::npos ? "" : link.record.substr(at + 11, 1));
    return true;
  }));
  EXPECT_EQ(versions, (std::vector<std::string>{"0", "1", "7", "", "2", "7", ""}));
}

}  // namespace
}  // namespace chartbridge::store_test
