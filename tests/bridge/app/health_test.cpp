#include "bridge/app/health.h"

#include <gtest/gtest.h>

#include <future>

#include "stopped_clock.h"
#include "words/say.h"

namespace chartbridge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr HealthSettings kPatient{seconds(30), seconds(60)};

TEST(HealthTest, FindingsAreKeptForHalfAMinute) {
  StoppedClock clock;
  std::atomic<int> checks = 0;
  Health health(
      [&] {
        ++checks;
        return std::vector<Finding>{{Grade::kWarning,
                                     "scanner",
                                     {words::Say("scanner-none")},
                                     {words::Say("set-scanner")}}};
      },
      clock, kPatient);
  const auto first = health.Read();
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].part, "scanner");
  EXPECT_EQ(first[0].state, api::Health::kWarning);
  EXPECT_EQ(first[0].said, words::Statements{words::Say("scanner-none")});
  EXPECT_EQ(first[0].advice, words::Statements{words::Say("set-scanner")});
  EXPECT_EQ(first[0].checked, clock.Now());
  clock.Move(milliseconds(29999));
  EXPECT_LT(health.Read()[0].checked, clock.Now());
  EXPECT_EQ(checks, 1);
  clock.Move(milliseconds(1));
  EXPECT_EQ(health.Read()[0].checked, clock.Now());
  EXPECT_EQ(checks, 2);
}

TEST(HealthTest, WhoLooksDoesNotWaitForASlowPart) {
  StoppedClock clock;
  std::promise<void> answer;
  std::future<void> answered = answer.get_future();
  Health health(
      [&] {
        answered.wait();
        return std::vector<Finding>{{Grade::kFine, "ehr", {}, {}}};
      },
      clock, {seconds(30), milliseconds(0)});
  const auto parts = health.Read();
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].part, "checks");
  EXPECT_EQ(parts[0].state, api::Health::kUnknown);
  answer.set_value();
}

TEST(HealthTest, ManyWhoLookAtOnceMakeOneCheck) {
  StoppedClock clock;
  std::atomic<int> checks = 0;
  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  Health health(
      [&] {
        gone.wait();
        ++checks;
        return std::vector<Finding>{{Grade::kFine, "store", {}, {}}};
      },
      clock, kPatient);
  std::vector<std::future<std::vector<api::PartHealth>>> readers;
  for (int reader = 0; reader < 8; ++reader)
    readers.push_back(std::async(std::launch::async, [&] { return health.Read(); }));
  go.set_value();
  for (auto& reader : readers) EXPECT_EQ(reader.get()[0].part, "store");
  EXPECT_EQ(checks, 1);
}

TEST(HealthTest, ItEndsWithoutEverHavingBeenAsked) {
  StoppedClock clock;
  Health health([] { return std::vector<Finding>(); }, clock);
}

}  // namespace
}  // namespace chartbridge
