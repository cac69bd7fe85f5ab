#include "connectors/api/rate_limit.h"

#include <gtest/gtest.h>

#include "tests/connectors/api/stage.h"

namespace chartbridge::api {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant kStart = Instant(std::chrono::hours(500'000));

TEST(RateLimitTest, AMinutesWorthAtOnceThenOneByOne) {
  RateLimit limit(60);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(limit.Take("a", kStart), 0);
  EXPECT_EQ(limit.Take("a", kStart), 1);
  EXPECT_EQ(limit.Take("b", kStart), 0) << "each has a measure of its own";
  EXPECT_EQ(limit.Take("a", kStart + seconds(1)), 0);
  EXPECT_EQ(limit.Take("a", kStart + seconds(1)), 1);
  EXPECT_EQ(RateLimit(1).Take("a", kStart), 0);
}

TEST(RateLimitTest, QuietTimeGivesNoMoreThanAMinutesWorth) {
  RateLimit limit(60);
  EXPECT_EQ(limit.Take("a", kStart), 0);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(limit.Take("a", kStart + minutes(600)), 0);
  EXPECT_EQ(limit.Take("a", kStart + minutes(600)), 1);
}

TEST(RateLimitTest, AClockSetBackGivesAndTakesNothing) {
  RateLimit limit(60);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(limit.Take("a", kStart), 0);
  EXPECT_EQ(limit.Take("a", kStart - minutes(10)), 1);
  EXPECT_EQ(limit.Take("a", kStart - minutes(10) + seconds(1)), 0);
}

TEST(RateLimitTest, ManyCallersAreForgottenAgain) {
  RateLimit limit(1);
  for (int i = 0; i < 5000; ++i)
    EXPECT_EQ(limit.Take("caller " + std::to_string(i), kStart + minutes(i)), 0);
  EXPECT_EQ(limit.Take("caller 4999", kStart + minutes(4999)), 60);
}

TEST(RateLimitTest, ATokenThatAsksTooOftenIsToldWhenToComeBack) {
  api_test::Stage stage;
  const std::string token = stage.MakeToken("integrator");
  const api_test::Manner manner{.bearer = token};
  for (int i = 0; i < 600; ++i) ASSERT_EQ(stage.Call("GET", "/queues", manner).status, 200) << i;
  const api_test::Told told = stage.Call("GET", "/queues", manner);
  EXPECT_EQ(told.status, 429);
  EXPECT_EQ(told.json["code"].text(), "too-many");
  EXPECT_EQ(told.Header("Retry-After"), "1");
  EXPECT_EQ(stage.Get("/queues", "integrator").status, 200) << "a person is not a program";
  EXPECT_EQ(stage.Call("GET", "/queues", {.bearer = stage.MakeToken("compliance")}).status, 200);
}

}  // namespace
}  // namespace chartbridge::api
