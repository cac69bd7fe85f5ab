#include "bridge/flow/retry.h"

#include <algorithm>
#include <chrono>

namespace chartbridge::bridge::flow {
namespace {

using std::chrono::seconds;

constexpr Milliseconds kFirst = seconds(1);
constexpr Milliseconds kShortest = kFirst / 4;
constexpr int kFewTimes = 5;

Milliseconds Backoff(int attempt, double jitter, Milliseconds longest) {
  const Milliseconds grown(kFirst.count() << std::clamp(attempt - 1, 0, 20));
  const Milliseconds ceiling = std::min(longest, grown);
  return std::max(kShortest, Milliseconds(std::int64_t(double(ceiling.count()) * jitter)));
}

}  // namespace

bool IsOfTheLine(FailureKind kind) {
  return kind == FailureKind::kUnreachable || kind == FailureKind::kThrottled ||
         kind == FailureKind::kUnauthorized;
}

std::optional<Milliseconds> NextAttempt(const Failure& failure, int attempt, double jitter) {
  if (failure.retry_after && failure.kind != FailureKind::kUnauthorized) {
    switch (failure.kind) {
      case FailureKind::kUnreachable:
      case FailureKind::kThrottled:
      case FailureKind::kInDoubt:
      case FailureKind::kFull:
      case FailureKind::kBusy:
        return std::clamp(*failure.retry_after, kShortest, kLongestWait);
      default:
        break;
    }
  }
  switch (failure.kind) {
    case FailureKind::kUnreachable:
    case FailureKind::kThrottled:
    case FailureKind::kUnauthorized:
      return Backoff(attempt, jitter, kSoon);
    case FailureKind::kInDoubt:
    case FailureKind::kFull:
    case FailureKind::kBusy:
      return Backoff(attempt, jitter, kLongestWait);
    case FailureKind::kConflict:
    case FailureKind::kCorrupt:
      return attempt <= kFewTimes
                 ? std::optional<Milliseconds>(Backoff(attempt, jitter, kLongestWait))
                 : std::nullopt;
    case FailureKind::kForbidden:
    case FailureKind::kAmbiguous:
    case FailureKind::kNotOffered:
    case FailureKind::kNotFound:
    case FailureKind::kTooLarge:
    case FailureKind::kRefused:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace chartbridge::bridge::flow
