#include "connectors/login/guess_limits.h"

#include <gtest/gtest.h>

namespace chartbridge::login {
namespace {

using bridge::Guesses;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kStart = FromUnixMillis(1'800'000'000'000);

TEST(GuessLimits, TheFifthWithinFifteenMinutesBlocks) {
  Guesses guesses;
  for (int n = 0; n < 4; ++n) guesses = CountTry(guesses, kStart + minutes(n));
  EXPECT_EQ(SecondsBlocked(guesses, kStart + minutes(4)), 0);
  guesses = CountTry(guesses, kStart + minutes(4));
  EXPECT_EQ(SecondsBlocked(guesses, kStart + minutes(4)), 900);
  EXPECT_EQ(SecondsBlocked(guesses, kStart + minutes(19) - Milliseconds(1)), 1);
  EXPECT_EQ(SecondsBlocked(guesses, kStart + minutes(19)), 0);
}

TEST(GuessLimits, FourInFifteenMinutesAreForgotten) {
  Guesses guesses;
  for (int n = 0; n < 4; ++n) guesses = CountTry(guesses, kStart);
  for (int n = 0; n < 4; ++n) guesses = CountTry(guesses, kStart + minutes(15));
  EXPECT_EQ(guesses.failures, 4);
  EXPECT_EQ(SecondsBlocked(guesses, kStart + minutes(15)), 0);
}

TEST(GuessLimits, EachLaterOneDoublesUpToADay) {
  Guesses guesses;
  Instant now = kStart;
  for (int n = 0; n < 5; ++n) guesses = CountTry(guesses, now);
  int expected = 900;
  for (int n = 0; n < 12; ++n) {
    EXPECT_EQ(SecondsBlocked(guesses, now), expected) << n;
    now = guesses.blocked_until;
    guesses = CountTry(guesses, now);
    expected = std::min(expected * 2, 86400);
  }
}

TEST(GuessLimits, ForgottenADayAfterTheLastBlock) {
  Guesses guesses;
  for (int n = 0; n < 6; ++n) guesses = CountTry(guesses, kStart);
  const Instant over = guesses.blocked_until;
  EXPECT_EQ(CountTry(guesses, over + hours(24) - seconds(1)).failures, 7);
  EXPECT_EQ(CountTry(guesses, over + hours(24)).failures, 1);
}

TEST(GuessLimits, ThirtyAMinuteFromOneAddress) {
  Guesses guesses;
  for (int n = 0; n < 29; ++n) guesses = CountFromAddress(guesses, kStart + seconds(n));
  EXPECT_EQ(SecondsBlocked(guesses, kStart + seconds(29)), 0);
  guesses = CountFromAddress(guesses, kStart + seconds(29));
  EXPECT_EQ(SecondsBlocked(guesses, kStart + seconds(30)), 30);
  EXPECT_EQ(SecondsBlocked(guesses, kStart + seconds(60)), 0);
  EXPECT_EQ(CountFromAddress(guesses, kStart + seconds(60)).failures, 1);
}

}  // namespace
}  // namespace chartbridge::login
