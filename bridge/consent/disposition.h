// What is done with a body that may not be filed (reference/consent-and-privacy.md section 4). A
// decision says whether; a disposition says what becomes of it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "bridge/consent/decide.h"

namespace chartbridge::bridge::consent {

enum class DispositionKind {
  kForward,     // permit
  kQuarantine,  // held, not readable, media not fetched; destroyed at the deadline
  kHold,        // held with a task; media fetched at once
  kDrop,        // destroyed at once by the policy named like the reason
};

struct RetentionSettings {
  int quarantine_hours = 72;
  int hold_days = 14;
};

struct Disposition {
  DispositionKind kind = DispositionKind::kHold;
  bool fetch_media = true;
  std::optional<std::chrono::hours> keep_for;  // deadline of a hold, from now
  bool retry = false;                          // consent-unreachable: ask again with backoff
  // Of a hold that may end by itself: it is not worth asking again earlier. Without `retry` that is
  // a refusal that somebody must mend at the server: ask again slowly.
  std::optional<std::chrono::milliseconds> ask_again;
  bool task = false;  // compliance must look
};

Disposition DispositionOf(Verdict verdict, const std::string& reason,
                          const RetentionSettings& settings);

}  // namespace chartbridge::bridge::consent
