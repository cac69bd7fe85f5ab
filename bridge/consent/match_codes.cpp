// Criteria that list codes: action, purpose, class and code (rules R10.3, R10.5 to R10.7), and rule
// R2.
#include <algorithm>

#include "bridge/consent/code_tables.h"
#include "bridge/consent/match.h"

namespace chartbridge::bridge::consent {
namespace {

template <class Test>
bool Any(const std::vector<Code>& codes, Test test) {
  return std::any_of(codes.begin(), codes.end(), test);
}

template <class Test>
bool Every(const std::vector<Code>& codes, Test test) {
  return std::all_of(codes.begin(), codes.end(), test);
}

bool Lists(const std::vector<Code>& listed, const Code& wanted, Side side) {
  return Any(listed, [&](const Code& code) { return Names(code, wanted, side); });
}

constexpr Code kAccess{kConsentAction, "access"};

// Who may take a copy, use or change something may also look at it.
bool PermitsAction(const std::vector<Code>& listed, const Code& wanted) {
  if (Lists(listed, wanted, Side::kPermit)) return true;
  if (wanted != kAccess) return false;
  for (const std::string_view more : {"collect", "use", "disclose", "correct"}) {
    if (Lists(listed, {kConsentAction, more}, Side::kPermit)) return true;
  }
  return false;
}

constexpr std::string_view kBreakGlass = "BTG";

bool CoversPurpose(const Code& listed, const Code& wanted, Side side) {
  if (Names(listed, wanted, side)) return true;
  if (listed.system != kActReason || wanted.system != kActReason) {
    // Without a system the code may still be meant as a reason; only a deny may guess.
    const auto may_be_reason = [](const Code& c) {
      return c.system.empty() || c.system == kActReason;
    };
    if (side == Side::kPermit || !may_be_reason(listed) || !may_be_reason(wanted)) return false;
  }
  if (side == Side::kPermit && wanted.code == kBreakGlass) return false;
  return IsPurposeWithin(wanted.code, listed.code);
}

}  // namespace

Tristate MatchesAction(const std::vector<Code>& listed, Side side,
                       const std::vector<Code>& requested) {
  if (side == Side::kPermit) {
    return ToTristate(
        Every(requested, [&](const Code& wanted) { return PermitsAction(listed, wanted); }));
  }
  // Who may not even look may not be given a copy.
  if (Lists(listed, kAccess, side)) return Tristate::kTrue;
  return ToTristate(
      Any(requested, [&](const Code& wanted) { return Lists(listed, wanted, side); }));
}

Tristate MatchesPurpose(const std::vector<Code>& listed, Side side,
                        const std::vector<Code>& requested) {
  const auto covered = [&](const Code& wanted) {
    return Any(listed, [&](const Code& code) { return CoversPurpose(code, wanted, side); });
  };
  return ToTristate(side == Side::kPermit ? Every(requested, covered) : Any(requested, covered));
}

Tristate MatchesCode(const std::vector<Code>& listed, Side side, const std::vector<Code>& found) {
  return ToTristate(Any(found, [&](const Code& code) { return Lists(listed, code, side); }));
}

bool IsTreatment(const Code& purpose) {
  return purpose.system == kActReason && purpose.code != kBreakGlass &&
         IsPurposeWithin(purpose.code, "TREAT");
}

bool ConflictsWithPurposeLabels(const Request& request) {
  if (!request.labels) return false;
  std::vector<Code> allowed;
  for (const Code& label : *request.labels) {
    if (label.system == kActReason && label.code != "HTEST") allowed.push_back(label);
  }
  if (allowed.empty()) return false;
  return !Every(request.purposes, [&](const Code& wanted) {
    return wanted.system == kActReason && Any(allowed, [&](const Code& label) {
             return IsPurposeWithin(wanted.code, label.code);
           });
  });
}

}  // namespace chartbridge::bridge::consent
