#include "connectors/login/attempt_limits.h"

#include <algorithm>

namespace chartbridge::login {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kTries = 5;
constexpr minutes kWindow{15};
constexpr hours kLongestBlock{24};
constexpr int kFromAddress = 30;

Milliseconds BlockAfter(int failures) {
  const int doublings = std::min(failures - kTries, 10);
  return std::min<Milliseconds>(kWindow * (1 << doublings), kLongestBlock);
}

}  // namespace

bridge::LoginAttempts CountTry(bridge::LoginAttempts before, Instant now) {
  const bool never_blocked = before.failures < kTries;
  const bool over =
      never_blocked ? now - before.first >= kWindow : now - before.blocked_until >= kLongestBlock;
  if (before.failures == 0 || over) before = {0, now, {}};
  ++before.failures;
  if (before.failures >= kTries) before.blocked_until = now + BlockAfter(before.failures);
  return before;
}

bridge::LoginAttempts CountFromAddress(bridge::LoginAttempts before, Instant now) {
  if (before.failures == 0 || now - before.first >= minutes(1)) before = {0, now, {}};
  ++before.failures;
  if (before.failures >= kFromAddress) before.blocked_until = before.first + minutes(1);
  return before;
}

int SecondsBlocked(const bridge::LoginAttempts& attempts, Instant now) {
  if (attempts.blocked_until <= now) return 0;
  return int(std::chrono::ceil<std::chrono::seconds>(attempts.blocked_until - now).count());
}

}  // namespace chartbridge::login
