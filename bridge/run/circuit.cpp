#include "bridge/run/circuit.h"

#include <algorithm>
#include <chrono>

#include "bridge/flow/retry.h"

namespace chartbridge::bridge::run {
namespace {

using std::chrono::seconds;

constexpr Milliseconds kLogInEvery = seconds(15);
constexpr Milliseconds kLongestPause = seconds(15);
constexpr int kDoubts = 5;
// A probe that never reported back (its worker died with its lease) is nobody's.
constexpr Milliseconds kProbeForgotten = seconds(90);

Milliseconds PauseAfter(const Failure& failure, int failures) {
  if (failure.kind == FailureKind::kUnauthorized) return kLogInEvery;
  if (failure.retry_after)
    return std::clamp(*failure.retry_after, Milliseconds(seconds(1)), flow::kLongestWait);
  return std::min(kLongestPause, Milliseconds(seconds(1LL << std::min(failures - 1, 10))));
}

}  // namespace

EhrCircuit::Ask EhrCircuit::MayCall(Instant now) {
  const std::lock_guard lock(mutex_);
  if (barred_) return Ask::kWait;
  if (!state_.open) return Ask::kCall;
  if (now < state_.until) return Ask::kWait;
  if (probing_ && now - probe_began_ < kProbeForgotten) return Ask::kWait;
  probing_ = true;
  probe_began_ = now;
  return Ask::kProbe;
}

void EhrCircuit::Report(const std::optional<Failure>& failure, Instant now) {
  const std::lock_guard lock(mutex_);
  const bool of_the_line = failure && flow::IsOfTheLine(failure->kind);
  const bool doubt = failure && failure->kind == FailureKind::kInDoubt;
  if (!of_the_line && !doubt) {
    state_ = {};
    probing_ = false;
    failures_ = doubts_ = 0;
    return;
  }
  if (doubt && ++doubts_ < kDoubts && !state_.open) return;
  probing_ = false;
  ++failures_;
  if (!state_.open) state_.since = now;
  state_.open = true;
  state_.until = std::max(state_.until, now + PauseAfter(*failure, failures_));
  state_.kind = failure->kind;
  state_.sentence = failure->text;
}

void EhrCircuit::Bar() {
  const std::lock_guard lock(mutex_);
  barred_ = true;
}

void EhrCircuit::Lift() {
  const std::lock_guard lock(mutex_);
  barred_ = false;
}

bool EhrCircuit::Pauses(Instant now) const {
  const std::lock_guard lock(mutex_);
  return barred_ || (state_.open && state_.until > now);
}

EhrCircuit::State EhrCircuit::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace chartbridge::bridge::run
