// Where an item stands (design.md section 3; contract.md, `messages list`).
#pragma once

#include <optional>
#include <string_view>

namespace chartbridge::bridge {

enum class Progress {
  kReceived,   // Only inside its delivery.
  kParsed,     // An item of its own. Next: whose chart?
  kMatched,    // Exactly one patient. Next: may it be filed?
  kPermitted,  // The gate said yes. Next: map.
  kMapped,     // In the outbox. Next: gate again, then push.
  kFiled,      // Confirmed in the EHR.
  kHeld,       // Kept, out of the chart, with a reason and maybe a deadline.
  kNoted,      // A receipt or account event: stored, never a document.
  kDropped,    // By a named policy; its content is destroyed.
  kFailed,     // A person must act.
};

std::string_view ToString(Progress progress);
std::optional<Progress> ReadProgress(std::string_view word);

// False for Filed, Noted, Dropped: nothing happens to them by itself any more.
bool MayMove(Progress progress);

}  // namespace chartbridge::bridge
