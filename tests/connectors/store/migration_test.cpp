// Stores of version 0.1.0 are brought over: nothing is lost, nothing is filed twice, and what may
// have left is looked up before anything else is done with it.
#include "tests/connectors/store/old_store.h"

namespace chartbridge::store_test {
namespace {

using bridge::Filing;
using bridge::FilingState;
using bridge::ItemRow;
using bridge::Job;
using bridge::JobKind;
using bridge::MediaProgress;
using bridge::PartState;
using bridge::Progress;
using bridge::Reason;
using bridge::Turn;

class Migration : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    if (under_test_) old_.emplace(*under_test_, GetParam());
  }
  void Migrate() {
    old_->Write();
    const auto names = under_test_->Migrate(true);
    ASSERT_TRUE(names) << names.error().text;
    ASSERT_FALSE(names->empty());
    EXPECT_EQ(names->front(), "0003-filings.sql");
    under_test_->Reopen();
    EXPECT_TRUE(under_test_->Migrate(true)->empty());
  }
  ItemRow Only(const OldItem& item) {
    old_->Add(item);
    Migrate();
    const ItemRow row = Find(item.number);
    EXPECT_EQ(row.ordinal, item.number);
    EXPECT_EQ(row.received, later(-100));
    EXPECT_EQ(row.patient, item.patient);
    EXPECT_EQ(row.content, item.progress == "dropped" ? "" : "{}");
    EXPECT_EQ(row.destroyed, item.progress == "dropped");
    return row;
  }
  static Filing TheFiling(const ItemRow& row) {
    EXPECT_EQ(row.filings.size(), 1U);
    return row.filings.empty() ? Filing{} : row.filings.front();
  }
  // What lists say is what the row says.
  void ExpectListed(const ItemRow& row) {
    int seen = 0;
    EXPECT_TRUE(queries().List({.progress = row.progress(), .reason = row.reason()},
                               [&](const ItemRow&) { return ++seen, true; }));
    EXPECT_EQ(seen, 1);
    EXPECT_EQ(*queries().CountsByProgress(),
              (std::map<std::string, std::int64_t>{{std::string(ToString(row.progress())), 1}}));
  }

  std::optional<OldStore> old_;
};

TEST_P(Migration, WhatWasParsedIsMatchedNext) {
  const ItemRow row = Only({.number = 1, .due = -5});
  EXPECT_EQ(row.progress(), Progress::kParsed);
  EXPECT_TRUE(row.filings.empty());
  EXPECT_EQ(
      row.jobs,
      (std::vector<Job>{{.kind = JobKind::kMatch, .turn = Turn::kInOrder, .due = later(-5)}}));
  ExpectListed(row);
  EXPECT_EQ(Claim("w").items.size(), 1U) << "the lease of a worker that is gone holds nothing up";
}

TEST_P(Migration, WhatTheDirectoryDidNotAnswerIsAskedAgain) {
  const ItemRow row = Only({.number = 1, .reason = "directory-throttled", .attempts = 3, .due = 9});
  EXPECT_EQ(row.reason(), Reason::kDirectoryUnreachable);
  EXPECT_EQ(row.jobs.at(0).due, later(9));
  EXPECT_EQ(row.jobs.at(0).attempts, 3);
}

TEST_P(Migration, WhatWasMatchedIsDecidedNext) {
  const ItemRow row =
      Only({.number = 1, .progress = "matched", .patient = "Patient/1", .filing = 2, .due = 0});
  EXPECT_EQ(row.progress(), Progress::kMatched);
  EXPECT_EQ(row.matched_by, bridge::MatchedBy::kRule);
  const Filing filing = TheFiling(row);
  EXPECT_EQ(filing.number, 2);
  EXPECT_EQ(filing.patient, "Patient/1");
  EXPECT_EQ(filing.state, FilingState::kPlanned);
  EXPECT_FALSE(filing.maybe_sent);
  EXPECT_EQ(row.jobs,
            (std::vector<Job>{{.kind = JobKind::kDecide, .turn = Turn::kInOrder, .due = now()}}));
  ExpectListed(row);
}

TEST_P(Migration, P2WhatWasMappedMayHaveLeftAndKeepsItsPayload) {
  const ItemRow row = Only({.number = 1,
                            .progress = "mapped",
                            .reason = "ehr-in-doubt",
                            .patient = "Patient/1",
                            .filing = 1,
                            .attempts = 2,
                            .due = 7,
                            .outbox = "the Bundle"});
  EXPECT_EQ(row.progress(), Progress::kMapped);
  EXPECT_EQ(row.reason(), Reason::kEhrInDoubt);
  const Filing filing = TheFiling(row);
  EXPECT_EQ(filing.state, FilingState::kSent);
  EXPECT_TRUE(filing.maybe_sent);
  EXPECT_EQ(filing.attempts, 2);
  EXPECT_TRUE(filing.first_tried);
  EXPECT_EQ(row.jobs, (std::vector<Job>{{.kind = JobKind::kPush,
                                         .number = 1,
                                         .turn = Turn::kInOrder,
                                         .due = later(7),
                                         .attempts = 2}}));
  const auto payload = items().ReadPayload(Key(1), 1);
  ASSERT_TRUE(payload) << payload.error().text;
  EXPECT_EQ(*payload, "the Bundle");
  ExpectListed(row);
}

TEST_P(Migration, WhatWasFiledKeepsItsResourcesAsParts) {
  old_->Link(1, "Patient/1", "user:7");
  OldItem item{.number = 1, .progress = "filed", .patient = "Patient/1"};
  item.resources =
      "Communication/t\nBinary/b\nDocumentReference/d\nCommunication/m\nProvenance/p\n"
      "Provenance/late";
  old_->Add(item);
  old_->Add({.item = 1, .progress = "filed", .object = "abc-1"});
  Migrate();
  const ItemRow row = Find(1);
  EXPECT_EQ(row.progress(), Progress::kFiled);
  EXPECT_EQ(row.matched_by, bridge::MatchedBy::kPerson);
  const Filing filing = TheFiling(row);
  EXPECT_EQ(filing.number, 0);
  EXPECT_EQ(filing.state, FilingState::kFiled);
  const auto part = [](const char* name, const char* type, const char* reference) {
    return bridge::FilingPart{name, type, "", reference, "", PartState::kConfirmed};
  };
  EXPECT_EQ(filing.parts, (std::vector<bridge::FilingPart>{
                              part("thread", "Communication", "Communication/t"),
                              part("binary:1", "Binary", "Binary/b"),
                              part("media:1", "DocumentReference", "DocumentReference/d"),
                              part("message", "Communication", "Communication/m"),
                              part("provenance", "Provenance", "Provenance/p"),
                              part("provenance/media:1", "Provenance", "Provenance/late")}));
  EXPECT_TRUE(row.jobs.empty());
  EXPECT_EQ(row.media.at(0).progress, MediaProgress::kFiled);
  EXPECT_EQ(row.media.at(0).key_id, 77);
  ExpectListed(row);
}

TEST_P(Migration, AFileThatCameLateIsStillFiled) {
  old_->Add({.number = 1,
             .progress = "filed",
             .reason = "delivered-after-change",
             .patient = "Patient/1",
             .due = 3,
             .resources = "Communication/m"});
  old_->Add({.item = 1, .progress = "stored", .object = "abc-1"});
  Migrate();
  const ItemRow row = Find(1);
  EXPECT_EQ(row.reason(), Reason::kDeliveredAfterChange);
  EXPECT_TRUE(row.media.at(0).maybe_sent) << "nobody knows whether it is there already";
  EXPECT_EQ(TheFiling(row).parts.at(0).part, "message");
  EXPECT_EQ(row.jobs,
            (std::vector<Job>{{.kind = JobKind::kPushMedium, .number = 1, .due = later(3)}}));
}

TEST_P(Migration, WhatWaitsForAConsentWaitsUntilSomebodyWakesItOrItsTimeIsOver) {
  const ItemRow row = Only({.number = 1,
                            .progress = "held",
                            .reason = "no-consent",
                            .patient = "Patient/1",
                            .due = 500,
                            .deadline = 500});
  EXPECT_EQ(row.progress(), Progress::kHeld);
  EXPECT_EQ(row.reason(), Reason::kNoConsent);
  EXPECT_EQ(row.deadline, later(500));
  EXPECT_EQ(TheFiling(row).state, FilingState::kHeld);
  EXPECT_FALSE(TheFiling(row).maybe_sent);
  EXPECT_EQ(row.jobs, (std::vector<Job>{{.kind = JobKind::kDecide, .turn = Turn::kInOrder},
                                        {.kind = JobKind::kExpire, .due = later(500)}}));
  ExpectListed(row);
}

TEST_P(Migration, WhatTheConsentsCouldNotBeReadForIsAskedAgain) {
  const ItemRow row = Only({.number = 1,
                            .progress = "held",
                            .reason = "consent-throttled",
                            .patient = "Patient/1",
                            .due = 20,
                            .deadline = 500});
  EXPECT_EQ(row.reason(), Reason::kConsentUnreachable);
  EXPECT_EQ(row.jobs,
            (std::vector<Job>{{.kind = JobKind::kDecide, .turn = Turn::kAlong, .due = later(20)},
                              {.kind = JobKind::kExpire, .due = later(500)}}));
}

// C4
TEST_P(Migration, WhatWaitsForAPatientIsWokenByALink) {
  old_->Add({.number = 1,
             .progress = "held",
             .reason = "patient-unresolved",
             .due = 500,
             .deadline = 500});
  old_->Add({.item = 1, .progress = "pending", .attempts = 2, .due = 4});
  Migrate();
  ItemRow row = Find(1);
  EXPECT_EQ(row.state, Progress::kHeld);
  EXPECT_EQ(row.reason(), Reason::kPatientUnresolved);
  EXPECT_EQ(row.jobs, (std::vector<Job>{
                          {.kind = JobKind::kMatch, .turn = Turn::kInOrder},
                          {.kind = JobKind::kExpire, .due = later(500)},
                          {.kind = JobKind::kFetch, .number = 1, .due = later(4), .attempts = 2}}));
  ASSERT_TRUE(links().Keep({row.conversation, "Patient/1", "user:7", now()}, {}));
  EXPECT_EQ(Claim("w").items.size(), 1U);
}

// A1
TEST_P(Migration, WhatFailedAfterAnAttemptMayStandInTheChart) {
  const ItemRow row = Only({.number = 1,
                            .progress = "failed",
                            .reason = "ehr-refused",
                            .patient = "Patient/1",
                            .attempts = 1,
                            .outbox = "the Bundle"});
  EXPECT_EQ(row.progress(), Progress::kFailed);
  EXPECT_EQ(row.reason(), Reason::kEhrRefused);
  EXPECT_EQ(TheFiling(row).state, FilingState::kFailed);
  EXPECT_TRUE(TheFiling(row).maybe_sent);
  EXPECT_TRUE(row.jobs.empty());
  EXPECT_TRUE(items().ReadPayload(Key(1), 0));
  int dead = 0;
  EXPECT_TRUE(queries().List({.queue = bridge::StaffQueue::kDeadLetters},
                             [&](const ItemRow&) { return ++dead, true; }));
  EXPECT_EQ(dead, 1);
  ExpectListed(row);
}

// A1
TEST_P(Migration, WhatAPersonReleasedAfterAnAttemptMayStandInTheChartToo) {
  const ItemRow row = Only({.number = 1, .patient = "Patient/1", .due = 0, .outbox = "the Bundle"});
  EXPECT_EQ(row.progress(), Progress::kParsed);
  EXPECT_EQ(TheFiling(row).state, FilingState::kFailed);
  EXPECT_TRUE(TheFiling(row).maybe_sent);
  EXPECT_EQ(row.jobs.at(0).kind, JobKind::kMatch);
  ExpectListed(row);
}

TEST_P(Migration, OldReasonsBecomeThoseOfToday) {
  const std::pair<const char*, Reason> words[] = {
      {"mapping-required", Reason::kMappingRefused},
      {"directory-forbidden", Reason::kDirectoryRefused},
      {"directory-not-offered", Reason::kDirectoryRefused},
      {"directory-unreachable", Reason::kDirectoryUnreachable},
      {"consent-in-doubt", Reason::kConsentUnreachable},
      {"ehr-busy", Reason::kEhrUnreachable},
      {"ehr-not-offered", Reason::kEhrNotOffered},
      {"stored-item-unreadable", Reason::kStoredItemUnreadable},
      {"something else", Reason::kOther},
      {"", Reason::kNone}};
  int number = 0;
  for (const auto& [word, reason] : words) {
    old_->Add({.number = ++number, .progress = "failed", .reason = word});
    old_->Add({.item = number, .progress = "failed", .reason = number == 1 ? "media-full" : word});
  }
  Migrate();
  number = 0;
  for (const auto& [word, reason] : words) {
    EXPECT_EQ(Find(++number).reason(), reason) << word;
    if (number > 5) {
      EXPECT_EQ(Find(number).media.at(0).reason, reason) << word;
    }
  }
  EXPECT_EQ(Find(1).media.at(0).reason, Reason::kVaultFull);
}

// I6
TEST_P(Migration, WhatWasDroppedByAFreeTextWasDroppedByStaff) {
  old_->Add(
      {.number = 1, .progress = "dropped", .reason = "asked by phone", .patient = "Patient/1"});
  old_->Add({.item = 1, .progress = "dropped", .reason = "asked by phone", .object = "abc-1"});
  Migrate();
  const ItemRow row = Find(1);
  EXPECT_EQ(row.progress(), Progress::kDropped);
  EXPECT_EQ(row.reason(), Reason::kDroppedByStaff);
  EXPECT_TRUE(row.destroyed);
  EXPECT_EQ(TheFiling(row).state, FilingState::kDropped);
  EXPECT_FALSE(TheFiling(row).maybe_sent);
  ASSERT_EQ(row.jobs.size(), 1U) << "A6: its bytes leave the vault";
  EXPECT_EQ(row.jobs[0].kind, JobKind::kForget);
  ExpectListed(row);
}

TEST_P(Migration, WhatWasNotedStaysSo) {
  const ItemRow row = Only({.number = 1, .progress = "noted"});
  EXPECT_EQ(row.progress(), Progress::kNoted);
  EXPECT_TRUE(row.filings.empty());
  EXPECT_TRUE(row.jobs.empty());
}

TEST_P(Migration, P4AnUndoThatWasUnderWayIsFinished) {
  const ItemRow row = Only({.number = 1,
                            .progress = "matched",
                            .patient = "Patient/right",
                            .filing = 1,
                            .due = 0,
                            .resources = "Communication/t\nCommunication/m\nProvenance/p"});
  ASSERT_EQ(row.filings.size(), 2U);
  EXPECT_EQ(row.filings[0].number, 0);
  EXPECT_EQ(row.filings[0].state, FilingState::kRetracting);
  EXPECT_EQ(row.filings[0].parts.size(), 3U);
  EXPECT_EQ(row.filings[1].number, 1);
  EXPECT_EQ(row.filings[1].patient, "Patient/right");
  EXPECT_EQ(row.filings[1].state, FilingState::kPlanned);
  EXPECT_TRUE(row.filings[1].parts.empty());
  EXPECT_NE(FindJob(row, JobKind::kRetract, 0), nullptr);
  EXPECT_NE(FindJob(row, JobKind::kDecide, 0), nullptr);
  EXPECT_EQ(row.progress(), Progress::kMatched);
  ExpectListed(row);
}

TEST_P(Migration, P7LinesKeepTheirOrder) {
  old_->Add({.number = 1, .progress = "mapped", .patient = "Patient/1", .due = 30, .outbox = "b"});
  old_->Add({.number = 2, .due = 0});
  old_->Add({.number = 3, .due = 0, .conversation = 2});
  old_->Add({.number = 4,
             .progress = "held",
             .reason = "no-consent",
             .patient = "Patient/3",
             .due = 10,
             .deadline = 10,
             .conversation = 3});
  old_->Add({.number = 5, .due = 20, .conversation = 3});
  Migrate();
  EXPECT_EQ(Claim("a").items.at(0).key, Key(3));
  EXPECT_FALSE(*work().ClaimLine("b", now(), later(60), bridge::Claim::kAll, 9));
  clock().Move(std::chrono::seconds(10));
  const bridge::LineWork held = Claim("b");
  ASSERT_EQ(held.items.size(), 1U);
  EXPECT_EQ(held.items[0].key, Key(4));
  clock().Move(std::chrono::seconds(20));
  EXPECT_EQ(Claim("c").items.size(), 2U);
}

// B7
TEST_P(Migration, P4RememberedLinksAreSealedOnce) {
  old_->Add({.number = 1, .due = 0});
  old_->Link(1, "Patient/1", "rule:one-match");
  Migrate();
  const auto link = links().Find(OldStore::Conversation(1));
  ASSERT_TRUE(link && *link);
  EXPECT_EQ((*link)->patient, "Patient/1");
  EXPECT_FALSE((*link)->without_number);
  ASSERT_TRUE(under_test_->Sabotage("UPDATE patient_link SET patient = 'Patient/2', mac = NULL"));
  under_test_->Reopen();
  EXPECT_EQ(links().Find(OldStore::Conversation(1)).error().kind, FailureKind::kCorrupt);
}

TEST_P(Migration, WhatIsStoredAfterwardsStandsBehindWhatWasThere) {
  old_->Add({.number = 7, .due = 0});
  Migrate();
  Split({Item(8)});
  EXPECT_GT(Find(8).ordinal, 7);
  // Without a fingerprint, what was there counts as the same.
  Split({Item(7)});
  int all = 0;
  EXPECT_TRUE(queries().List({}, [&](const ItemRow&) { return ++all, true; }));
  EXPECT_EQ(all, 2);
}

TEST_P(Migration, AStoreOfTheFirstSchemaIsBroughtUpToDateToo) {
  old_->Add(
      {.number = 1, .progress = "filed", .patient = "Patient/1", .resources = "Communication/m"});
  old_->Write({"0001-first.sql"});
  const std::vector<std::string> due = *under_test_->Migrate(true);
  ASSERT_GE(due.size(), 2U);
  EXPECT_EQ(due[0], "0002-people.sql");
  EXPECT_EQ(due[1], "0003-filings.sql");
  EXPECT_EQ(*under_test_->Migrate(false), due);
  EXPECT_TRUE(under_test_->Migrate(true)->empty());
  under_test_->Reopen();
  EXPECT_EQ(Find(1).progress(), Progress::kFiled);
  bridge::Account account;
  account.id = Key(9);
  account.name = "noa";
  EXPECT_TRUE(store().people().PutAccount(account, {}));
}

TEST_P(Migration, AnEmptyOldStoreIsBroughtOver) {
  Migrate();
  Split({Item(1)});
  EXPECT_EQ(Find(1).progress(), Progress::kParsed);
}

ENGINE_CONTRACT(Migration);

}  // namespace
}  // namespace chartbridge::store_test
