// When to try again after a failure.
#pragma once

#include <optional>

#include "base/failure.h"

namespace chartbridge::bridge::flow {

// A server that asks us to wait is asked again after this at the latest.
inline constexpr Milliseconds kLongestWait = std::chrono::minutes(15);
// Calls to an EHR that does not answer are paused as a whole (run/circuit.h); what waits for it
// asks again this soon.
inline constexpr Milliseconds kSoon = std::chrono::seconds(30);

// Says something of the way to the server, not of what was sent: unreachable, throttled,
// unauthorized. It counts against no item.
bool IsOfTheLine(FailureKind kind);

// When to try again after `failure` for the `attempt`th time (from 1), or nullopt: a person must
// act. Exponential from 1 s to 15 min (30 s for failures of the line) with full jitter; what the
// server said wins, up to 15 min.
std::optional<Milliseconds> NextAttempt(const Failure& failure, int attempt, double jitter);

}  // namespace chartbridge::bridge::flow
