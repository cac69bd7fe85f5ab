#include "connectors/api/reason_rules.h"

#include <algorithm>
#include <array>

namespace chartbridge {
namespace {

struct Rule {
  std::string_view reason;
  std::string_view rule;
};
constexpr auto kRules = std::to_array<Rule>({
    {"patient-unresolved", "R0"},
    {"request-incomplete", "R0"},
    {"consent-unreachable", "R1"},
    {"purpose-label-conflict", "R2"},
    {"consent-invalid", "R4"},
    {"unverified", "R7"},
    {"guardian-lapsed", "R8"},
    {"unresolved-criteria", "R10"},
    {"permitted-by-consent", "R11"},
    {"denied-by-consent", "R11"},
    {"no-matching-provision", "R13"},
    {"consent-revoked", "R13"},
    {"consent-rejected", "R13"},
    {"consent-expired", "R13"},
    {"consent-not-yet-valid", "R13"},
    {"consent-pending", "R13"},
    {"no-consent", "R13"},
    {"permitted-by-implicit-policy", "R13"},
    {"delivered-after-change", "R14"},
});

}  // namespace

std::string_view RuleOfReason(std::string_view reason) {
  const auto* found = std::find_if(kRules.begin(), kRules.end(),
                                   [&](const Rule& one) { return one.reason == reason; });
  return found == kRules.end() ? "" : found->rule;
}

}  // namespace chartbridge
