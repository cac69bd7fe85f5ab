#include "connectors/login/attempt_limits.h"

#include <gtest/gtest.h>

namespace chartbridge::login {
namespace {

using bridge::LoginAttempts;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kStart = FromUnixMillis(1'800'000'000'000);

TEST(AttemptLimits, TheFifthWithinFifteenMinutesBlocks) {
  LoginAttempts attempts;
  for (int n = 0; n < 4; ++n) attempts = CountTry(attempts, kStart + minutes(n));
  EXPECT_EQ(SecondsBlocked(attempts, kStart + minutes(4)), 0);
  attempts = CountTry(attempts, kStart + minutes(4));
  EXPECT_EQ(SecondsBlocked(attempts, kStart + minutes(4)), 900);
  EXPECT_EQ(SecondsBlocked(attempts, kStart + minutes(19) - Milliseconds(1)), 1);
  EXPECT_EQ(SecondsBlocked(attempts, kStart + minutes(19)), 0);
}

TEST(AttemptLimits, FourInFifteenMinutesAreForgotten) {
  LoginAttempts attempts;
  for (int n = 0; n < 4; ++n) attempts = CountTry(attempts, kStart);
  for (int n = 0; n < 4; ++n) attempts = CountTry(attempts, kStart + minutes(15));
  EXPECT_EQ(attempts.failures, 4);
  EXPECT_EQ(SecondsBlocked(attempts, kStart + minutes(15)), 0);
}

TEST(AttemptLimits, EachLaterOneDoublesUpToADay) {
  LoginAttempts attempts;
  Instant now = kStart;
  for (int n = 0; n < 5; ++n) attempts = CountTry(attempts, now);
  int expected = 900;
  for (int n = 0; n < 12; ++n) {
    EXPECT_EQ(SecondsBlocked(attempts, now), expected) << n;
    now = attempts.blocked_until;
    attempts = CountTry(attempts, now);
    expected = std::min(expected * 2, 86400);
  }
}

TEST(AttemptLimits, ForgottenADayAfterTheLastBlock) {
  LoginAttempts attempts;
  for (int n = 0; n < 6; ++n) attempts = CountTry(attempts, kStart);
  const Instant over = attempts.blocked_until;
  EXPECT_EQ(CountTry(attempts, over + hours(24) - seconds(1)).failures, 7);
  EXPECT_EQ(CountTry(attempts, over + hours(24)).failures, 1);
}

TEST(AttemptLimits, ThirtyAMinuteFromOneAddress) {
  LoginAttempts attempts;
  for (int n = 0; n < 29; ++n) attempts = CountFromAddress(attempts, kStart + seconds(n));
  EXPECT_EQ(SecondsBlocked(attempts, kStart + seconds(29)), 0);
  attempts = CountFromAddress(attempts, kStart + seconds(29));
  EXPECT_EQ(SecondsBlocked(attempts, kStart + seconds(30)), 30);
  EXPECT_EQ(SecondsBlocked(attempts, kStart + seconds(60)), 0);
  EXPECT_EQ(CountFromAddress(attempts, kStart + seconds(60)).failures, 1);
}

}  // namespace
}  // namespace chartbridge::login
