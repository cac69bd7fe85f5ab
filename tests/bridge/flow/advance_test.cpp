// The life of an item, step by step, with literals.
#include "bridge/flow/advance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace chartbridge::bridge::flow {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::Not;

const Instant kNow = FromUnixMillis(1'790'000'000'000);
const FlowSettings kSettings;

ItemRow Parsed() {
  ItemRow row;
  row.key = "6f1d8a52-3c1e-5b7a-9d44-000000000001";
  row.conversation = "6f1d8a52-3c1e-5b7a-9d44-0000000000c1";
  row.received = kNow;
  row.jobs = {{JobKind::kMatch, 0, Turn::kInOrder, kNow}};
  return row;
}

Next On(const ItemRow& row, const Event& event, Instant now = kNow) {
  return Advance(row, event, now, 0.5, kSettings);
}

match::Evidence One(const std::string& patient) {
  match::Evidence evidence;
  evidence.patient = patient;
  evidence.remember = true;
  evidence.decision = "one";
  return evidence;
}

GateAnswer Says(consent::Verdict verdict, Reason reason, consent::DispositionKind kind) {
  GateAnswer answer;
  answer.part = "message";
  answer.decision.verdict = verdict;
  answer.decision.reason = ToString(reason);
  answer.reason = reason;
  answer.disposition.kind = kind;
  answer.disposition.fetch_media = kind != consent::DispositionKind::kQuarantine;
  if (kind == consent::DispositionKind::kQuarantine) answer.disposition.keep_for = hours(72);
  if (kind == consent::DispositionKind::kHold) answer.disposition.keep_for = hours(24 * 14);
  return answer;
}

const GateAnswer kPermit = Says(consent::Verdict::kPermit, Reason::kPermittedByConsent,
                                consent::DispositionKind::kForward);
const GateAnswer kNoConsent =
    Says(consent::Verdict::kDeny, Reason::kNoConsent, consent::DispositionKind::kQuarantine);
const GateAnswer kRevoked =
    Says(consent::Verdict::kDeny, Reason::kConsentRevoked, consent::DispositionKind::kDrop);

FilingPart Part(const std::string& part) {
  return {part, "Communication", "id-of-" + part, "", "", PartState::kWanted};
}
FilingPart There(const std::string& part) {
  return {part, "Communication", "id-of-" + part, "Communication/7", "1", PartState::kConfirmed};
}

Failure Broken(FailureKind kind) { return {kind, "told to fail", {}, 0, {}, {}, {}}; }

ItemRow Matched1() { return On(Parsed(), Matched{One("Patient/anna")}).row; }
ItemRow Mapped1() {
  const ItemRow permitted = On(Matched1(), Decided{0, {kPermit}}).row;
  return On(permitted, Planned{0, {Part("thread"), Part("message")}}).row;
}
ItemRow Sent1() { return On(On(Mapped1(), Confirmed{0, {kPermit}}).row, Leaving{0}).row; }
ItemRow Filed1() {
  return On(Sent1(), PushEnded{0, {{There("thread"), There("message")}, std::nullopt}, true}).row;
}
ItemRow Doubtful1() {
  return On(Sent1(), PushEnded{0, {{}, Broken(FailureKind::kInDoubt)}, true}).row;
}

const Job* JobOf(const ItemRow& row, JobKind kind) {
  for (const Job& job : row.jobs) {
    if (job.kind == kind) return &job;
  }
  return nullptr;
}

TEST(Advance, AMessageGoesFromParsedToFiled) {
  const Next matched = On(Parsed(), Matched{One("Patient/anna")});
  EXPECT_EQ(matched.row.progress(), Progress::kMatched);
  ASSERT_TRUE(matched.link);
  EXPECT_EQ(matched.link->patient, "Patient/anna");
  ASSERT_NE(JobOf(matched.row, JobKind::kDecide), nullptr);
  EXPECT_EQ(On(matched.row, Decided{0, {kPermit}}).row.progress(), Progress::kPermitted);
  const ItemRow mapped = Mapped1();
  EXPECT_EQ(mapped.progress(), Progress::kMapped);
  ASSERT_NE(JobOf(mapped, JobKind::kPush), nullptr) << "P3: the gate is asked again there";
  const ItemRow sent = Sent1();
  EXPECT_EQ(sent.progress(), Progress::kMapped);
  EXPECT_TRUE(sent.filings[0].maybe_sent) << "known before the bytes leave";
  const ItemRow filed = Filed1();
  EXPECT_EQ(filed.progress(), Progress::kFiled);
  EXPECT_FALSE(filed.filings[0].maybe_sent);
  EXPECT_NE(JobOf(filed, JobKind::kVerify), nullptr);
  EXPECT_EQ(JobOf(filed, JobKind::kPush), nullptr);
}

TEST(Advance, P3_AConsentWithdrawnWhileTheMessageIsQueuedStopsThePush) {
  const Next next = On(Mapped1(), Confirmed{0, {kRevoked}});
  EXPECT_EQ(next.row.progress(), Progress::kDropped);
  EXPECT_EQ(next.row.reason(), Reason::kConsentRevoked);
  EXPECT_TRUE(next.destroy_content);
  EXPECT_EQ(JobOf(next.row, JobKind::kPush), nullptr);
}

TEST(Advance, P3_NoEventButLeavingMakesAFilingSent) {
  for (const ItemRow& row : {Parsed(), Matched1(), Mapped1()}) {
    for (const Event& event : {Event(Matched{One("Patient/a")}), Event(Decided{0, {kPermit}}),
                               Event(Confirmed{0, {kPermit}}), Event(Release{}),
                               Event(Assign{"Patient/a"}), Event(Planned{0, {Part("message")}})}) {
      const Next next = On(row, event);
      if (!next.changed || next.row.filings.empty()) continue;
      EXPECT_NE(next.row.filings.back().state, FilingState::kSent);
      EXPECT_FALSE(next.row.filings.back().maybe_sent);
    }
  }
}

TEST(Advance, P4_WhoIsNotProvedIsHeldForAPersonWithMediaFetched) {
  for (const Reason why : {Reason::kPatientUnresolved, Reason::kStaffNumber, Reason::kNumberMoved,
                           Reason::kPatientDeceased}) {
    ItemRow row = Parsed();
    MediaRow medium;
    medium.progress = MediaProgress::kWaiting;
    row.media = {medium};
    match::Evidence nobody;
    nobody.why = why;
    const Next next = On(row, Matched{nobody});
    EXPECT_EQ(next.row.progress(), Progress::kHeld);
    EXPECT_EQ(next.row.reason(), why);
    EXPECT_EQ(next.row.deadline, kNow + hours(24) * kSettings.retention.hold_days);
    EXPECT_EQ(next.row.media[0].progress, MediaProgress::kPending);
    ASSERT_NE(JobOf(next.row, JobKind::kMatch), nullptr);
    EXPECT_FALSE(JobOf(next.row, JobKind::kMatch)->due) << "parked until somebody knows more";
    EXPECT_EQ(JobOf(next.row, JobKind::kExpire)->due, next.row.deadline);
  }
}

TEST(Advance, P4_AnUndoIsANewFilingAndTakesTheOldOneBack) {
  const Next next = On(Filed1(), Assign{"Patient/ben"});
  ASSERT_EQ(next.row.filings.size(), 2U);
  EXPECT_EQ(next.row.filings[0].state, FilingState::kRetracting);
  EXPECT_EQ(next.row.filings[1].patient, "Patient/ben");
  EXPECT_EQ(next.row.filings[1].state, FilingState::kPlanned);
  ASSERT_NE(JobOf(next.row, JobKind::kRetract), nullptr);
  FilingPart gone = There("message");
  gone.state = PartState::kEnteredInError;
  const ItemRow after = On(next.row, Retracted{0, {{gone}, std::nullopt}}).row;
  EXPECT_EQ(after.filings[0].state, FilingState::kRetracted);
  EXPECT_EQ(JobOf(after, JobKind::kRetract), nullptr);
}

TEST(Advance, P4_FilingForTheSamePatientAgainChangesNothing) {
  EXPECT_FALSE(On(Filed1(), Assign{"Patient/anna"}).changed);
}

TEST(Advance, A1_NothingLeavesAFilingInDoubtBehind) {
  for (const Event& event : {Event(Assign{"Patient/ben"}), Event(Drop{})}) {
    const ItemRow row = On(Doubtful1(), event).row;
    EXPECT_EQ(row.filings[0].state, FilingState::kRetracting);
    EXPECT_TRUE(row.filings[0].maybe_sent);
    EXPECT_NE(JobOf(row, JobKind::kRetract), nullptr);
    // Looked up, and nothing there: done.
    const ItemRow clean = On(row, LookedUp{0, {}, false}).row;
    EXPECT_EQ(clean.filings[0].state, FilingState::kRetracted);
    EXPECT_EQ(JobOf(clean, JobKind::kRetract), nullptr);
  }
}

TEST(Advance, A1_AnExpiredHoldInDoubtIsTakenBackToo) {
  const GateAnswer unreachable =
      Says(consent::Verdict::kHold, Reason::kConsentUnreachable, consent::DispositionKind::kHold);
  const ItemRow held = On(Doubtful1(), Confirmed{0, {unreachable}}).row;
  ASSERT_EQ(held.progress(), Progress::kHeld);
  const ItemRow expired = On(held, DeadlineCame{}, *held.deadline).row;
  EXPECT_EQ(expired.progress(), Progress::kDropped);
  EXPECT_EQ(expired.reason(), Reason::kHoldExpired);
  EXPECT_EQ(expired.filings[0].state, FilingState::kRetracting);
}

TEST(Advance, A1_AnAnswerThatComesAfterADropIsTakenBack) {
  const ItemRow dropped = On(Sent1(), Drop{}).row;
  const ItemRow clean = On(dropped, LookedUp{0, {}, false}).row;
  ASSERT_EQ(clean.filings[0].state, FilingState::kRetracted);
  const ItemRow late = On(clean, PushEnded{0, {{There("message")}, std::nullopt}, true}).row;
  EXPECT_EQ(late.filings[0].state, FilingState::kRetracting);
  EXPECT_NE(JobOf(late, JobKind::kRetract), nullptr);
}

TEST(Advance, P2_WhatALookUpFindsWholeIsFiled) {
  const ItemRow filed = On(Doubtful1(), LookedUp{0, {There("message")}, true}).row;
  EXPECT_EQ(filed.progress(), Progress::kFiled);
  const ItemRow again = On(Doubtful1(), LookedUp{0, {}, false}).row;
  EXPECT_EQ(again.filings[0].state, FilingState::kMapped);
  EXPECT_FALSE(again.filings[0].maybe_sent);
}

TEST(Advance, A3_DoubtOfADayEndsForAPerson) {
  ItemRow row = Doubtful1();
  ASSERT_EQ(row.filings[0].first_tried, kNow);
  const ItemRow later = On(row, LookedUp{0, {}, false}, kNow + hours(24)).row;
  EXPECT_EQ(later.progress(), Progress::kFailed);
  EXPECT_EQ(later.reason(), Reason::kEhrInDoubt);
  EXPECT_EQ(JobOf(later, JobKind::kPush), nullptr) << "the line goes on";
}

TEST(Advance, D11_AnOutageOfAnyLengthFailsNothing) {
  ItemRow row = Sent1();
  Instant now = kNow;
  for (int i = 0; i < 500; ++i) {
    row = On(row, PushEnded{0, {{}, Broken(FailureKind::kUnreachable)}, true}, now).row;
    ASSERT_NE(JobOf(row, JobKind::kPush), nullptr);
    EXPECT_LE(*JobOf(row, JobKind::kPush)->due, now + seconds(30));
    now += hours(1);
  }
  EXPECT_EQ(row.progress(), Progress::kMapped);
}

TEST(Advance, D11_ARefusalOfAServerThatIsNotWellIsNoRefusal) {
  for (const FailureKind kind :
       {FailureKind::kForbidden, FailureKind::kNotOffered, FailureKind::kNotFound}) {
    EXPECT_EQ(On(Sent1(), PushEnded{0, {{}, Broken(kind)}, true}).row.progress(),
              Progress::kFailed);
    EXPECT_EQ(On(Sent1(), PushEnded{0, {{}, Broken(kind)}, false}).row.progress(),
              Progress::kMapped);
  }
}

TEST(Advance, D1_WhatAHalfDoneTransactionConfirmedIsKnown) {
  const ItemRow row =
      On(Sent1(), PushEnded{0, {{There("thread")}, Broken(FailureKind::kRefused)}, true}).row;
  EXPECT_EQ(row.progress(), Progress::kFailed);
  EXPECT_EQ(row.resources(), std::vector<std::string>{"Communication/7"});
  EXPECT_EQ(On(row, Drop{}).row.filings[0].state, FilingState::kRetracting);
}

TEST(Advance, D2_ADirectoryThatRefusesHoldsAndIsAskedAgainSlowly) {
  const ItemRow row = On(Parsed(), MatchFailed{Broken(FailureKind::kRefused)}).row;
  EXPECT_EQ(row.progress(), Progress::kHeld);
  EXPECT_EQ(row.reason(), Reason::kDirectoryRefused);
  ASSERT_NE(JobOf(row, JobKind::kMatch), nullptr);
  EXPECT_EQ(JobOf(row, JobKind::kMatch)->due, kNow + minutes(15));
}

TEST(Advance, WithoutConsentItIsQuarantinedAndDestroyedAtTheDeadline) {
  const ItemRow held = On(Matched1(), Decided{0, {kNoConsent}}).row;
  EXPECT_EQ(held.progress(), Progress::kHeld);
  EXPECT_EQ(held.deadline, kNow + hours(72));
  EXPECT_FALSE(JobOf(held, JobKind::kDecide)->due);
  const Next next = On(held, DeadlineCame{}, kNow + hours(72));
  EXPECT_EQ(next.row.progress(), Progress::kDropped);
  EXPECT_TRUE(next.destroy_content);
}

TEST(Advance, B5_WhatWaitsForOnesConsentAndIsGivenToAnotherAsksBothAndRemembersNothing) {
  const ItemRow held = On(Matched1(), Decided{0, {kNoConsent}}).row;
  const Next alone = On(held, Assign{"Patient/ben"});
  EXPECT_EQ(alone.row.filings[1].also_asked, "Patient/anna");
  EXPECT_FALSE(alone.link);
  Assign approved{"Patient/ben"};
  approved.approved = true;
  EXPECT_EQ(On(held, approved).row.filings[1].also_asked, "");
}

TEST(Advance, P3_TakingAHoldUpAgainNeverProlongsIt) {
  ItemRow row = On(Matched1(), Decided{0, {kNoConsent}}).row;
  const auto deadline = row.deadline;
  row = On(row, Release{}, kNow + hours(10)).row;
  row = On(row, Matched{One("Patient/anna")}, kNow + hours(10)).row;
  row = On(row, Decided{0, {kNoConsent}}, kNow + hours(10)).row;
  EXPECT_EQ(row.deadline, deadline);
}

TEST(Advance, A4_AHeldFileIsReleasedTriedAgainOrDroppedByItself) {
  ItemRow row = Filed1();
  MediaRow medium;
  medium.progress = MediaProgress::kHeld;
  medium.reason = Reason::kTypeRefused;
  medium.object = "aa";
  medium.key_id = 5;
  row.media = {medium};
  const ItemRow released = On(row, ReleaseMedium{0}).row;
  EXPECT_EQ(released.media[0].progress, MediaProgress::kStored);
  EXPECT_NE(JobOf(released, JobKind::kPushMedium), nullptr);
  const Next dropped = On(row, DropMedium{0});
  EXPECT_EQ(dropped.lost_keys, std::vector<std::int64_t>{5});
  EXPECT_NE(JobOf(dropped.row, JobKind::kForget), nullptr);
  row.media[0].reason = Reason::kInfected;
  EXPECT_FALSE(On(row, ReleaseMedium{0}).changed);
}

TEST(Advance, D9_AFileThatTheEhrRefusesIsADeadLetterAndCanBeTriedAgain) {
  ItemRow row = Filed1();
  MediaRow medium;
  medium.progress = MediaProgress::kStored;
  medium.object = "aa";
  row.media = {medium};
  const ItemRow failed =
      On(row, MediumPushEnded{0, {{}, Broken(FailureKind::kTooLarge)}, true}).row;
  EXPECT_EQ(failed.media[0].progress, MediaProgress::kFailed);
  EXPECT_EQ(failed.media[0].reason, Reason::kEhrTooLarge);
  EXPECT_EQ(failed.progress(), Progress::kFiled);
  const ItemRow again = On(failed, RetryMedium{0}).row;
  EXPECT_EQ(again.media[0].progress, MediaProgress::kStored);
  ASSERT_NE(JobOf(again, JobKind::kPushMedium), nullptr);
  EXPECT_TRUE(JobOf(again, JobKind::kPushMedium)->urgent);
}

// Whatever happens in whatever order: what may stand in a chart is never forgotten.
TEST(Advance, A1_NoOrderOfEventsForgetsADoubt) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    ItemRow row = Parsed();
    Instant now = kNow;
    for (int step = 0; step < 60; ++step) {
      const int newest = row.filing();
      const Event events[] = {Matched{One("Patient/anna")},
                              Matched{One("Patient/ben")},
                              MatchFailed{Broken(FailureKind::kUnreachable)},
                              Decided{newest, {kPermit}},
                              Decided{newest, {kNoConsent}},
                              Decided{newest, {kRevoked}},
                              Planned{newest, {Part("message")}},
                              Confirmed{newest, {kPermit}},
                              Confirmed{newest, {kRevoked}},
                              Leaving{newest},
                              PushEnded{newest, {{}, Broken(FailureKind::kInDoubt)}, true},
                              PushEnded{newest, {{}, Broken(FailureKind::kRefused)}, true},
                              Release{},
                              Assign{"Patient/ben"},
                              Assign{"Patient/anna"},
                              Drop{},
                              DeadlineCame{}};
      now += hours(int(random() % 30));
      const ItemRow before = row;
      const Next next = On(row, events[random() % std::size(events)], now);
      if (next.changed) row = next.row;
      for (const Filing& filing : before.filings) {
        if (!filing.maybe_sent) continue;
        const Filing* after = FindFiling(row, filing.number);
        ASSERT_NE(after, nullptr);
        EXPECT_TRUE(after->maybe_sent) << "only a look-up or an answer clears it";
        const bool ended =
            after->state == FilingState::kDropped || after->state == FilingState::kRetracted;
        EXPECT_FALSE(ended);
        if (after->state == FilingState::kRetracting) {
          EXPECT_NE(FindJob(row, JobKind::kRetract, filing.number), nullptr);
        }
      }
      int open = 0;
      for (const Filing& filing : row.filings) {
        const bool on_its_way = filing.state != FilingState::kRetracting &&
                                filing.state != FilingState::kRetracted &&
                                filing.state != FilingState::kDropped;
        open += on_its_way ? 1 : 0;
      }
      EXPECT_LE(open, 1) << "at most one filing is on its way or filed";
    }
  }
}

}  // namespace
}  // namespace chartbridge::bridge::flow
