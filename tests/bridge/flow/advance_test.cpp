// The life of an item, step by step, with literals.
#include "bridge/flow/advance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace chartbridge::bridge::flow {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant kNow = FromUnixMillis(1'790'000'000'000);
const FlowSettings kSettings;

Standing At(Progress progress) {
  Standing standing;
  standing.progress = progress;
  standing.patient = "Patient/anna";
  standing.due = kNow;
  return standing;
}

Next On(const Standing& standing, const Event& event) {
  return Advance(standing, event, kNow, kSettings);
}

Decided Answer(consent::Verdict verdict, std::string reason, consent::Fate fate) {
  consent::Disposition disposition;
  disposition.fate = fate;
  disposition.fetch_media = fate != consent::Fate::kQuarantine;
  if (fate == consent::Fate::kQuarantine) disposition.keep_for = hours(72);
  if (fate == consent::Fate::kHold) disposition.keep_for = hours(720);
  return {verdict, std::move(reason), disposition};
}

const Decided kPermit =
    Answer(consent::Verdict::kPermit, "permitted-by-consent", consent::Fate::kForward);
const Decided kNoConsent =
    Answer(consent::Verdict::kDeny, "no-consent", consent::Fate::kQuarantine);
const Decided kRevoked = Answer(consent::Verdict::kDeny, "consent-revoked", consent::Fate::kDrop);

TEST(Advance, AMessageGoesFromParsedToFiled) {
  Next next = On(At(Progress::kParsed), Begin{});
  EXPECT_THAT(next.effects, ElementsAre(Effect::kFindPatient));
  next = On(next.standing, LookedUp{match::One{"Patient/anna"}});
  EXPECT_EQ(next.standing.progress, Progress::kMatched);
  EXPECT_THAT(next.effects, ElementsAre(Effect::kRememberLink, Effect::kAskGate));
  next = On(next.standing, kPermit);
  EXPECT_EQ(next.standing.progress, Progress::kPermitted);
  EXPECT_THAT(next.effects, ElementsAre(Effect::kFetchMedia, Effect::kMap));
  next = On(next.standing, WasMapped{});
  EXPECT_EQ(next.standing.progress, Progress::kMapped);
  EXPECT_THAT(next.effects, ElementsAre(Effect::kAskGate))
      << "P3: asked again right before the push";
  next = On(next.standing, kPermit);
  EXPECT_THAT(next.effects, ElementsAre(Effect::kPush));
  next = On(next.standing, WasPushed{});
  EXPECT_EQ(next.standing.progress, Progress::kFiled);
  EXPECT_FALSE(next.standing.due);
}

TEST(Advance, P3_AConsentWithdrawnWhileTheMessageIsQueuedStopsThePush) {
  const Next next = On(At(Progress::kMapped), kRevoked);
  EXPECT_EQ(next.standing.progress, Progress::kDropped);
  EXPECT_EQ(next.standing.reason, "consent-revoked");
  EXPECT_THAT(next.effects, ElementsAre(Effect::kDestroyContent));
}

TEST(Advance, P3_NothingIsPushedWithoutAPermitThatWasAskedForInThatStep) {
  for (const Progress progress : {Progress::kParsed, Progress::kMatched, Progress::kPermitted,
                                  Progress::kMapped, Progress::kHeld}) {
    for (const Event& event :
         {Event(Begin{}), Event(LookedUp{match::One{"Patient/a"}}), Event(WasMapped{}),
          Event(kNoConsent), Event(kRevoked), Event(Release{}), Event(FileFor{"Patient/a"})}) {
      EXPECT_THAT(On(At(progress), event).effects,
                  ::testing::Not(::testing::Contains(Effect::kPush)));
    }
  }
}

TEST(Advance, P4_NobodySeveralAndStaffAreHeldForAPerson) {
  for (const match::Match& match :
       {match::Match(match::None{}), match::Match(match::Several{{"Patient/a", "Patient/b"}}),
        match::Match(match::Staff{{"Practitioner/p"}})}) {
    const Next next = On(At(Progress::kParsed), LookedUp{match});
    EXPECT_EQ(next.standing.progress, Progress::kHeld);
    EXPECT_TRUE(next.standing.deadline);
    EXPECT_THAT(next.effects, ElementsAre(Effect::kFetchMedia))
        << "media of held messages would expire at the provider";
  }
}

TEST(Advance, P4_AWrongFilingIsRetractedBeforeItIsFiledAnew) {
  Next next = On(At(Progress::kFiled), FileFor{"Patient/ben"});
  EXPECT_EQ(next.standing.progress, Progress::kMatched);
  EXPECT_EQ(next.standing.filing, 1);
  EXPECT_EQ(next.standing.patient, "Patient/ben");
  next = On(next.standing, Begin{});
  EXPECT_THAT(next.effects, ElementsAre(Effect::kRetract));
  next = On(next.standing, WasRetracted{});
  EXPECT_THAT(next.effects, ElementsAre(Effect::kAskGate));
}

TEST(Advance, P4_FilingForTheSamePatientAgainChangesNothing) {
  const Standing filed = At(Progress::kFiled);
  EXPECT_EQ(On(filed, FileFor{"Patient/anna"}).standing, filed);
}

TEST(Advance, WithoutConsentItIsQuarantinedAndDestroyedAtTheDeadline) {
  Next next = On(At(Progress::kMatched), kNoConsent);
  EXPECT_EQ(next.standing.progress, Progress::kHeld);
  EXPECT_EQ(next.standing.deadline, kNow + hours(72));
  EXPECT_EQ(next.standing.due, next.standing.deadline);
  EXPECT_THAT(next.effects, ElementsAre(Effect::kLeaveMedia));
  next = Advance(next.standing, Begin{}, kNow + hours(72), kSettings);
  EXPECT_EQ(next.standing.progress, Progress::kDropped);
  EXPECT_EQ(next.standing.reason, "hold-expired");
  EXPECT_THAT(next.effects, ElementsAre(Effect::kDestroyContent));
}

TEST(Advance, TakingAHeldMessageUpAgainProlongsNothing) {
  Standing held = On(At(Progress::kMatched), kNoConsent).standing;
  Next next = Advance(held, Release{}, kNow + hours(10), kSettings);
  next = Advance(next.standing, LookedUp{match::One{"Patient/anna"}}, kNow + hours(10), kSettings);
  next = Advance(next.standing, kNoConsent, kNow + hours(10), kSettings);
  EXPECT_EQ(next.standing.deadline, kNow + hours(72));
}

TEST(Advance, AnUnreachableConsentStoreIsAskedAgainSoonAndKeepsItsDeadline) {
  Decided unreachable =
      Answer(consent::Verdict::kHold, "consent-unreachable", consent::Fate::kHold);
  unreachable.disposition.retry = true;
  Next next = On(At(Progress::kMatched), unreachable);
  EXPECT_EQ(next.standing.progress, Progress::kHeld);
  ASSERT_TRUE(next.standing.due);
  EXPECT_LT(*next.standing.due, kNow + hours(1));
  next = Advance(next.standing, Begin{}, *next.standing.due, kSettings);
  EXPECT_EQ(next.standing.progress, Progress::kMatched);
  EXPECT_THAT(next.effects, ElementsAre(Effect::kAskGate));
}

TEST(Advance, AServerThatIsAwayIsTriedAgainAndOneThatRefusesIsForAPerson) {
  Next next = On(At(Progress::kMapped),
                 StepFailed{Step::kPush, {FailureKind::kUnreachable, "", {}, 0, {}}, 0.5});
  EXPECT_EQ(next.standing.progress, Progress::kMapped);
  EXPECT_EQ(next.standing.reason, "ehr-unreachable");
  EXPECT_GT(*next.standing.due, kNow);
  next = On(At(Progress::kMapped),
            StepFailed{Step::kPush, {FailureKind::kRefused, "", {}, 0, {}}, 0.5});
  EXPECT_EQ(next.standing.progress, Progress::kFailed);
  EXPECT_EQ(next.standing.reason, "ehr-refused");
  EXPECT_THAT(On(next.standing, Release{}).standing.progress, Progress::kParsed);
}

TEST(NextAttempt, ObeysRetryAfterAndNeverWaitsLongerThanAQuarterOfAnHour) {
  const Failure throttled{FailureKind::kThrottled, "", Milliseconds(7000), 429, {}};
  EXPECT_EQ(NextAttempt(throttled, 1, 0.0), Milliseconds(7000));
  for (int attempt = 1; attempt < 100; ++attempt) {
    const auto wait = NextAttempt({FailureKind::kInDoubt, "", {}, 0, {}}, attempt, 1.0);
    ASSERT_TRUE(wait);
    EXPECT_LE(*wait, std::chrono::minutes(15));
    EXPECT_GE(*wait, Milliseconds(250));
  }
}

TEST(NextAttempt, TwoMatchesAreNeverTriedAgain) {
  EXPECT_FALSE(NextAttempt({FailureKind::kAmbiguous, "", {}, 412, {}}, 1, 0.5));
}

// Any order of events: filed stays filed within one filing, dropped and noted never move, and
// whatever may move has something that will move it.
TEST(Advance, P5_RandomWalksEndWhereTheyMust) {
  std::mt19937 random(20261122);
  const std::vector<Event> events{
      Begin{},
      LookedUp{match::One{"Patient/a"}},
      LookedUp{match::None{}},
      kPermit,
      kNoConsent,
      kRevoked,
      WasMapped{},
      WasPushed{},
      WasRetracted{},
      CannotMap{},
      Release{},
      Drop{"dropped-by-staff"},
      StepFailed{Step::kPush, {FailureKind::kInDoubt, "", {}, 0, {}}, 0.5},
      StepFailed{Step::kAskGate, {FailureKind::kRefused, "", {}, 0, {}}, 0.5}};
  for (int walk = 0; walk < 2000; ++walk) {
    Standing standing = At(Progress::kParsed);
    for (int step = 0; step < 30; ++step) {
      const Next next = On(standing, events[random() % events.size()]);
      if (standing.progress == Progress::kFiled || standing.progress == Progress::kDropped) {
        EXPECT_EQ(next.standing, standing);
      }
      if (MayMove(next.standing.progress) && next.standing.progress != Progress::kFailed) {
        EXPECT_TRUE(next.standing.due)
            << "would wait for ever in " << ToString(next.standing.progress);
      }
      if (next.standing.progress == Progress::kFailed) {
        EXPECT_FALSE(next.standing.reason.empty());
      }
      standing = next.standing;
    }
  }
}

}  // namespace
}  // namespace chartbridge::bridge::flow
