// Three-valued logic (rule R9): what is not known is neither true nor false, and a decision must
// hold whichever it turns out to be.
#pragma once

#include <algorithm>

namespace chartbridge::bridge::consent {

// The order is the lattice: And is the least, Or the greatest.
enum class Truth { kFalse, kUnknown, kTrue };

constexpr Truth And(Truth a, Truth b) { return std::min(a, b); }
constexpr Truth Or(Truth a, Truth b) { return std::max(a, b); }
constexpr Truth ToTruth(bool b) { return b ? Truth::kTrue : Truth::kFalse; }

}  // namespace chartbridge::bridge::consent
