// From webhook to chart, once (promise P2), through crashes, lost answers and refusals.
#include "bridge/run/records.h"
#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

using Filing = Clinic;

TEST_F(Filing, AMessageReachesItsChart) {
  Tell(TextFrom(kAnna, "w1", "good morning"));
  RunUntilIdle();
  ASSERT_EQ(ehr.Messages("Patient/anna").size(), 1U);
  EXPECT_EQ(ehr.Messages()[0]["payload"].at(0)["contentString"].text(), "good morning");
  EXPECT_FALSE(ehr.calls[0].after_doubt);
  const ItemRow row = Row("w1");
  EXPECT_EQ(row.progress(), Progress::kFiled);
  EXPECT_EQ(row.patient, "Patient/anna");
  EXPECT_FALSE(row.resources().empty());
  EXPECT_FALSE(row.due());
  EXPECT_FALSE(items.ReadPayload(row.key, 0)) << "the Bundle is kept until it is filed, not longer";
}

TEST_F(Filing, P2_TheSameDeliveryTwiceIsOneMessage) {
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_EQ(ehr.Messages().size(), 1U);
  EXPECT_EQ(Rows().size(), 1U);
}

TEST_F(Filing, P2_ACrashBetweenOutboxAndFiledEndsInOneResource) {
  ehr.when_landed = [&] { memory().FailWrites(Broken(FailureKind::kUnreachable)); };
  Tell(TextFrom(kAnna, "w1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  EXPECT_FALSE(lines.RunOnce()) << "the chart has it, the store could not write that down";
  memory().FailWrites(std::nullopt);
  ehr.when_landed = nullptr;
  EXPECT_EQ(Row("w1").progress(), Progress::kMapped);
  EXPECT_TRUE(items.ReadPayload(Row("w1").key, 0));

  clock.Move(minutes(5));  // the dead worker's lease runs out
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U) << "it was looked up, and was there";
  EXPECT_EQ(ehr.Journalled("look up"), 1);
  ExpectEachPushAskedAnew();
  EXPECT_EQ(ehr.Messages().size(), 1U);
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ((*memory().queries().ArrivalsByProgress())["filed"], 1);
}

TEST_F(Filing, P2_NothingIsSentThatIsNotInTheOutboxYet) {
  Tell(TextFrom(kAnna, "w1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  consents.before = [&](int read) {
    if (read == 2) memory().FailWrites(Broken(FailureKind::kUnreachable));
  };
  EXPECT_FALSE(lines.RunOnce());
  EXPECT_TRUE(ehr.calls.empty());
}

TEST_F(Filing, P2_AWorkerThatLostItsLeaseSendsNothing) {
  Tell(TextFrom(kAnna, "w1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  consents.before = [&](int read) {
    if (read != 2) return;
    clock.Move(minutes(10));  // stalled; meanwhile another one takes the conversation
    const auto taken = store().work().ClaimLine("other", clock.Now(), clock.Now() + minutes(3),
                                                bridge::Claim::kAll, 32);
    ASSERT_TRUE(taken && *taken);
  };
  ASSERT_TRUE(lines.RunOnce());
  EXPECT_TRUE(ehr.calls.empty());
}

TEST_F(Filing, P2_ALostAnswerIsTriedAgainWithAReadBack) {
  for (const bool landed : {true, false}) {
    const std::string id = landed ? "landed" : "lost";
    const std::size_t before = ehr.Messages().size();
    ehr.calls.clear();
    ehr.mishaps = {{Broken(FailureKind::kInDoubt), landed},
                   {Broken(FailureKind::kInDoubt), landed}};
    Tell(TextFrom(kAnna, id));
    RunUntilIdle();
    EXPECT_EQ(Row(id).progress(), Progress::kMapped);
    EXPECT_EQ(ToString(Row(id).reason()), "ehr-in-doubt");
    ASSERT_EQ(ehr.calls.size(), 1U) << "not before its time";
    clock.Move(minutes(16));
    RunUntilIdle();
    clock.Move(minutes(16));
    RunUntilIdle();
    ASSERT_EQ(ehr.calls.size(), landed ? 1U : 3U);
    EXPECT_FALSE(ehr.calls[0].after_doubt);
    if (!landed) {
      EXPECT_TRUE(ehr.calls[1].after_doubt);
      EXPECT_TRUE(ehr.calls[2].after_doubt);
      EXPECT_EQ(ehr.calls[0].bundle, ehr.calls[2].bundle) << "the same bytes, kept until then";
    }
    ehr.mishaps.clear();
    EXPECT_EQ(Row(id).progress(), Progress::kFiled);
    EXPECT_EQ(ehr.Messages().size(), before + 1);
  }
}

TEST_F(Filing, P2_DoubtOutlivesAHoldAndARelease) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), true}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  consents.failure = Broken(FailureKind::kUnreachable);
  clock.Move(minutes(16));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
  consents.failure.reset();
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U) << "an earlier run sent it";
  EXPECT_EQ(ehr.Messages().size(), 1U);
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

TEST_F(Filing, WhatTheChartRefusesWaitsForAPersonAndCanBeTakenUpAgain) {
  Failure refused = Broken(FailureKind::kRefused);
  refused.http_status = 422;
  refused.issues = {{Severity::kError, "value", "Communication.sent", "words"}};
  ehr.mishaps = {{refused, false}};
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFailed);
  EXPECT_EQ(ToString(Row("w1").reason()), "ehr-refused");
  const auto decisions = items.Decisions(Row("w1").key);
  ASSERT_TRUE(decisions);
  const auto refusal = bridge::run::ReadRefusal(decisions->back());
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 422);
  ASSERT_EQ(refusal->issues.size(), 1U);
  EXPECT_EQ(refusal->issues[0].expression, "Communication.sent");
  EXPECT_EQ(refusal->issues[0].text, "");
  clock.Move(hours(24 * 60));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(ehr.Messages().size(), 1U);
}

TEST_F(Filing, AnUnreachableDirectoryDelaysAndLosesNothing) {
  directory.failure = Broken(FailureKind::kUnreachable);
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kParsed);
  EXPECT_EQ(ToString(Row("w1").reason()), "directory-unreachable");
  directory.failure.reset();
  clock.Move(minutes(16));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

TEST_F(Filing, A13_ADeliveryThatNobodyCanReadHoldsUpNoOtherAndIsParked) {
  const auto odd = store().inbox().AppendAndWait({"pigeon", {"main"}, "coo", clock.Now()}, Soon());
  ASSERT_TRUE(odd);
  Tell(TextFrom(kAnna, "w1"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  for (int i = 0; i < 3; ++i) {
    clock.Move(minutes(1));
    RunUntilIdle();
  }
  EXPECT_EQ(store().inbox().CountParked().value(), 1) << "kept, and passed over";
  EXPECT_EQ(metrics.deliveries_parked, 1);
}

TEST_F(Filing, AnItemThatCannotBeReadAnyMoreFailsForAPerson) {
  Tell(TextFrom(kAnna, "w1"));
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  channels.clear();  // the channel was taken out of the settings
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFailed);
  EXPECT_EQ(ToString(Row("w1").reason()), "stored-item-unreadable");
}

TEST_F(Filing, AFiledItemThatCannotBeReadAnyMoreStaysFiled) {
  Tell(PhotoFrom(kAnna, "w1", "m1"));
  FileOnce();
  FetchOnce();
  channels.clear();
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(Photo("w1").progress, MediaProgress::kFailed);
}

}  // namespace
}  // namespace chartbridge::run_test
