// Which rule of the gate a reason comes from (reference/consent-and-privacy.md section 1).
#pragma once

#include <string_view>

namespace chartbridge {

// "R0" to "R14"; "" for a reason of no rule. It goes by the reason alone: that of R13 for an answer
// whose permit was set aside by R8a, because nothing was left to permit it.
std::string_view RuleOfReason(std::string_view reason);

}  // namespace chartbridge
