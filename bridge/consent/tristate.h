// Three-valued logic (rule R9): what is not known is neither true nor false, and a decision must
// hold whichever it turns out to be.
#pragma once

#include <algorithm>

namespace chartbridge::bridge::consent {

// The order is the lattice: And is the least, Or the greatest.
enum class Tristate { kFalse, kUnknown, kTrue };

constexpr Tristate And(Tristate a, Tristate b) { return std::min(a, b); }
constexpr Tristate Or(Tristate a, Tristate b) { return std::max(a, b); }
constexpr Tristate ToTristate(bool b) { return b ? Tristate::kTrue : Tristate::kFalse; }

}  // namespace chartbridge::bridge::consent
