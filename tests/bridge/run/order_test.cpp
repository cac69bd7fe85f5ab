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
  EXPECT_EQ(Row("w2").progress, Progress::kParsed);
  clock.Move(minutes(16));
  RunUntilIdle();
  EXPECT_EQ(Said(), (Words{"other", "one", "two"}));
}

TEST_F(Order, P7_AHeldMessageHoldsNothingBack) {
  Tell(TextFrom(kAnna, "w1", "one", R"(,"group_id":"g1")") + "," + TextFrom(kAnna, "w2", "two"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress, Progress::kHeld);
  EXPECT_EQ(Row("w1").reason, "group-message");
  EXPECT_EQ(Said(), Words{"two"});
}

TEST_F(Order, P7_AFailedMessageHoldsNothingBack) {
  ehr.mishaps = {{Broken(FailureKind::kRefused), false}};
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress, Progress::kFailed);
  EXPECT_EQ(Said(), Words{"two"});
}

TEST_F(Order, P7_TwoWorkersNeverHoldOneConversation) {
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  Tell(TextFrom(kBen, "w3", "other"));
  bool second_did = false;
  bool third_did = true;
  ehr.when_landed = [&] {
    ehr.when_landed = nullptr;
    second_did = filer.RunOnce("second").value();
    third_did = filer.RunOnce("third").value();
  };
  ASSERT_TRUE(splitter.RunOnce("intake", 128));
  ASSERT_TRUE(filer.RunOnce("first").value());
  EXPECT_TRUE(second_did) << "Ben's";
  EXPECT_FALSE(third_did) << "Anna's is taken, nothing else is due";
  EXPECT_EQ(Said(), (Words{"one", "other", "two"}));
}

TEST_F(Order, WhenTheEhrSaysHowLongToWaitEverybodyWaitsThatLong) {
  Failure throttled = Broken(FailureKind::kThrottled);
  throttled.retry_after = minutes(20);
  ehr.mishaps = {{throttled, false}};
  Tell(TextFrom(kAnna, "w1", "one"));
  Tell(TextFrom(kBen, "w2", "other"));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  EXPECT_EQ(line.paused_until(), clock.Now() + minutes(20));
  clock.Move(minutes(19));
  RunUntilIdle();
  EXPECT_EQ(ehr.calls.size(), 1U);
  clock.Move(minutes(1));
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress, Progress::kFiled);
  EXPECT_EQ(Row("w2").progress, Progress::kFiled);
}

TEST_F(Order, AWorkerInTheMiddleOfAConversationStopsWhenTheLineIsPaused) {
  Tell(TextFrom(kAnna, "w1", "one") + "," + TextFrom(kAnna, "w2", "two"));
  ehr.when_landed = [&] { line.Pause(clock.Now() + minutes(2)); };
  RunUntilIdle();
  EXPECT_EQ(Said(), Words{"one"});
  clock.Move(minutes(2));
  RunUntilIdle();
  EXPECT_EQ(Said(), (Words{"one", "two"}));
}

TEST_F(Order, AnUnreachableEhrPausesTheLineAShortWhileOnly) {
  ehr.mishaps.assign(40, {Broken(FailureKind::kUnreachable), false});
  Tell(TextFrom(kAnna, "w1"));
  for (int i = 0; i < 40; ++i) {
    RunUntilIdle();
    EXPECT_LE(line.paused_until(), clock.Now() + minutes(5));
    clock.Move(minutes(15));
  }
  RunUntilIdle();
  EXPECT_EQ(Row("w1").progress, Progress::kFiled);
}

TEST_F(Order, TheWorkersFileByThemselvesAndStopWhenTold) {
  std::promise<void> landed;
  ehr.when_landed = [&] { landed.set_value(); };
  bridge::run::Workers workers(ports, settings, {1, 1}, "node");
  Tell(TextFrom(kAnna, "w1", "one"));
  workers.Nudge();
  ASSERT_EQ(landed.get_future().wait_for(seconds(60)), std::future_status::ready);
  workers.Stop();  // each finishes the call that it is in
  EXPECT_EQ(Row("w1").progress, Progress::kFiled);
}

}  // namespace
}  // namespace chartbridge::run_test
