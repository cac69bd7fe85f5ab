// One conversation's messages in order (promise P7), and the line to the EHR when it has too much.
#include <future>

#include "bridge/run/workers.h"
#include "tests/bridge/run/clinic.h"

namespace chartbridge::run_test {
namespace {

class Order : public Clinic {
 protected:
  // What reached the EHR, in order.
  std::vector<std::string> Said() const {
    std::vector<std::string> words;
    for (const Value& message : ehr.Messages())
      words.push_back(message["payload"].at(0)["contentString"].text());
    return words;
  }
  using Words = std::vector<std::string>;
};

TEST_F(Order, P7_AConversationIsFiledInTheOrderOfItsArrival) {
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  Tell(TextFrom(kAnna, "w3", "three"));
  RunUntilIdle();
  EXPECT_EQ(Said(), (Words{"one", "two", "three"}));
}

TEST_F(Order, P7_AnEarlierMessageThatWaitsHoldsTheLaterOnesBack) {
  ehr.mishaps = {{Broken(FailureKind::kInDoubt), false}};
  Tell(TextFrom(kAnna, "w1", "one"));
  RunUntilIdle();
  Tell(TextFrom(kAnna, "w2", "two") + "," + TextFrom(kBen, "w3", "other"));
  RunUntilIdle();
  EXPECT_EQ(Said(), Words{"other"}) << "other conversations go on";
  EXPECT_EQ(Row("w2").progress(), Progress::kParsed);
  clock.Move(minutes(16));
  RunUntilIdle();
  EXPECT_EQ(Said(), (Words{"other", "one", "two"}));
}

TEST_F(Order, P7_AHeldMessageHoldsNothingBack) {
  Tell(TextFrom(kAnna, "w1", "one", R"(,"group_id":"g1")") + "," + TextFrom(kAnna, "w2", "two"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kHeld);
  EXPECT_EQ(ToString(Row("w1").reason()), "group-message");
  EXPECT_EQ(Said(), Words{"two"});
}

TEST_F(Order, P7_AFailedMessageHoldsNothingBack) {
  ehr.mishaps = {{Broken(FailureKind::kRefused), false}};
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFailed);
  EXPECT_EQ(Said(), Words{"two"});
}

TEST_F(Order, P7_TwoWorkersNeverHoldOneConversation) {
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  Tell(TextFrom(kBen, "w3", "other"));
  bool second_did = false;
  bool third_did = true;
  ehr.when_landed = [&] {
    ehr.when_landed = nullptr;
    second_did = lines.RunOnce().value();
    third_did = lines.RunOnce().value();
  };
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  ASSERT_TRUE(lines.RunOnce().value());
  EXPECT_TRUE(second_did) << "Ben's";
  EXPECT_FALSE(third_did) << "Anna's is taken, nothing else is due";
  EXPECT_EQ(Said(), (Words{"one", "other", "two"}));
}

TEST_F(Order, D10_WhenTheEhrAsksToWaitADayEverybodyWaitsAQuarterOfAnHour) {
  Failure throttled = Broken(FailureKind::kThrottled);
  throttled.retry_after = hours(24);
  ehr.mishaps = {{throttled, false}};
  Tell(TextFrom(kAnna, "w1", "one"));
  Tell(TextFrom(kBen, "w2", "other"));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(circuit.state().until, clock.Now() + minutes(15));
  clock.Move(minutes(14));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  clock.Move(minutes(1));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
  EXPECT_EQ(Row("w2").progress(), Progress::kFiled);
}

TEST_F(Order, D10_APersonsRetryWaitsForNoRetryAfter) {
  Failure throttled = Broken(FailureKind::kThrottled);
  throttled.retry_after = hours(24);
  ehr.mishaps = {{throttled, false}};
  Tell(TextFrom(kAnna, "w1", "one"));
  RunUntilIdle();
  ASSERT_EQ(Row("w1").progress(), Progress::kMapped);
  ASSERT_TRUE(person().Release(Row("w1").key));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

TEST_F(Order, D11_AWorkerInTheMiddleOfAConversationStopsWhenCallsArePaused) {
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  ehr.when_landed = [&] {
    ehr.when_landed = nullptr;
    consents.failure = Broken(FailureKind::kUnauthorized);
  };
  RunUntilIdle();
  EXPECT_EQ(Said(), Words{"one"});
  const int reads = consents.reads;
  for (int i = 0; i < 14; ++i) {
    clock.Move(seconds(1));
    RunUntilIdle();
  }
  EXPECT_EQ(consents.reads, reads) << "a refused log-in is tried every 15 s at most";
  consents.failure.reset();
  clock.Move(seconds(60));
  RunUntilIdle();
  EXPECT_EQ(Said(), (Words{"one", "two"}));
}

TEST_F(Order, D11_AfterAnOutageEverythingGoesOnWithinAMinute) {
  ehr.mishaps.assign(400, {Broken(FailureKind::kUnreachable), false});
  ehr.probe_failure = Broken(FailureKind::kUnreachable);
  for (int i = 0; i < 20; ++i) Tell(TextFrom(i % 2 == 0 ? kAnna : kBen, "w" + std::to_string(i)));
  for (int second = 0; second < 300; second += 5) {
    RunUntilIdle();
    clock.Move(seconds(5));
  }
  EXPECT_LE(ehr.calls.size(), 2U) << "one message a line at most met the dead server";
  ehr.mishaps.clear();
  ehr.probe_failure.reset();
  for (int second = 0; second < 60; ++second) {
    RunUntilIdle();
    clock.Move(seconds(1));
  }
  EXPECT_EQ(ehr.Messages().size(), 20U);
}

TEST_F(Order, TheWorkersFileByThemselvesAndStopWhenTold) {
  std::promise<void> landed;
  ehr.when_landed = [&] { landed.set_value(); };
  bridge::run::Workers workers(ports, settings, {1, 1});
  Tell(TextFrom(kAnna, "w1", "one"));
  workers.Notify();
  ASSERT_EQ(landed.get_future().wait_for(seconds(60)), std::future_status::ready);
  workers.Stop();  // each finishes the call that it is in
  EXPECT_EQ(Row("w1").progress(), Progress::kFiled);
}

}  // namespace
}  // namespace chartbridge::run_test
