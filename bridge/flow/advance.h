// What happens next? The whole life of an item as one pure function (design.md section 3). The
// runners perform the effects and report back what they saw as the next event.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/failure.h"
#include "bridge/consent/disposition.h"
#include "bridge/flow/progress.h"
#include "bridge/match/match_patient.h"

namespace chartbridge::bridge::flow {

// Where an item stands, and when the runner shall look at it again by itself.
struct Standing {
  Progress progress = Progress::kParsed;
  std::string reason;
  std::string patient;
  int filing = 0;
  int attempts = 0;                 // of the present step
  std::optional<Instant> due;       // nullopt: not by itself
  std::optional<Instant> deadline;  // of a hold: then it is destroyed
  bool filed_elsewhere = false;     // the former filing still stands in a chart
  bool operator==(const Standing&) const = default;
};

// What a runner does next, in this order.
enum class Effect {
  kFindPatient,     // ask the directory, answer with LookedUp
  kRememberLink,    // contact -> patient, for the next message
  kRetract,         // mark the former filing's resources entered-in-error
  kAskGate,         // freshly read consents, answer with Decided
  kFetchMedia,      // make the media claimable
  kLeaveMedia,      // do not fetch (quarantine)
  kMap,             // answer with WasMapped or CannotMap
  kPush,            // answer with WasPushed or StepFailed
  kDestroyContent,  // the item's key and its media's
};

enum class Step { kFindPatient, kAskGate, kPush };

struct Begin {};  // The runner took the item up: it is due.
struct LookedUp {
  match::Match match;
};
struct Decided {
  consent::Verdict verdict;
  std::string reason;
  consent::Disposition disposition;
};
struct WasRetracted {};
struct WasMapped {};
struct CannotMap {
  Issue why;
};
struct WasPushed {};
struct StepFailed {
  Step step;
  Failure failure;
  double jitter = 0.5;  // 0..1, from the Entropy port
};
// A person's words.
struct Release {};  // take it up again from the start
struct FileFor {
  std::string patient;
};
struct Drop {
  std::string policy;  // "rejected-by-staff", "dropped-by-staff"
};
using Event = std::variant<Begin, LookedUp, Decided, WasRetracted, WasMapped, CannotMap, WasPushed,
                           StepFailed, Release, FileFor, Drop>;

struct Next {
  Standing standing;
  std::vector<Effect> effects;
};

struct FlowSettings {
  consent::RetentionSettings retention;
};

// Within one filing it never leaves Filed, and never moves a Noted or Dropped item. An event that
// makes no sense where the item stands changes nothing.
Next Advance(const Standing& standing, const Event& event, Instant now,
             const FlowSettings& settings);

// When to try again after `failure` for the `attempt`th time (from 1), or nullopt: a person must
// act. Exponential from 1 s to 15 min with full jitter; what the server said wins.
std::optional<Milliseconds> NextAttempt(const Failure& failure, int attempt, double jitter);

}  // namespace chartbridge::bridge::flow
