// Criterion securityLabel (rule R10.4): confidentiality by rank, sensitivity by tree, other tags
// exact.
#include <algorithm>

#include "bridge/consent/code_tables.h"
#include "bridge/consent/match.h"

namespace chartbridge::bridge::consent {
namespace {

constexpr int kRestricted = 4;

// A label without system may be meant as one of this system.
bool MayBe(const Code& code, System system) { return code.system.empty() || code.system == system; }

std::optional<int> RankOf(const Code& code) {
  return MayBe(code, kConfidentiality) ? ConfidentialityRank(code.code) : std::nullopt;
}

bool IsSensitivityLabel(const Code& code) {
  return MayBe(code, kActCode) && IsSensitivity(code.code);
}

bool MatchesConfidentiality(const Code& listed, Side side, const LabelFacts& labels) {
  const auto rank = RankOf(listed);
  if (!rank) return false;
  if (side == Side::kPermit) return !listed.system.empty() && labels.confidentiality <= *rank;
  return labels.confidentiality >= *rank;
}

bool CoversSensitivity(const Code& listed, const Code& found, Side side) {
  if (!IsSensitivityLabel(listed)) return false;
  if (side == Side::kPermit && (listed.system.empty() || found.system.empty())) return false;
  return IsSensitivityWithin(found.code, listed.code);
}

bool CoversSensitivities(const std::vector<Code>& listed, Side side, const LabelFacts& labels) {
  const auto covered = [&](const Code& found) {
    return std::any_of(listed.begin(), listed.end(),
                       [&](const Code& code) { return CoversSensitivity(code, found, side); });
  };
  const auto& has = labels.sensitivities;
  if (side == Side::kDeny) return std::any_of(has.begin(), has.end(), covered);
  return !has.empty() && std::all_of(has.begin(), has.end(), covered);
}

// Neither a confidentiality nor a sensitivity: it has no order, so only the same tag will do.
bool IsOtherTag(const Code& code) { return !RankOf(code) && !IsSensitivityLabel(code); }

}  // namespace

LabelFacts ReadLabels(const Request& request, std::string_view default_confidentiality) {
  LabelFacts facts;
  if (!request.labels) return facts;
  facts.known = true;
  facts.all = *request.labels;
  std::optional<int> stated;
  int least = 0;  // what a label without system may mean only ever raises
  for (const Code& label : facts.all) {
    if (IsSensitivityLabel(label)) {
      facts.sensitivities.push_back(label);
      least = std::max(least, kRestricted);
    }
    const auto rank = RankOf(label);
    if (rank && label.system.empty()) least = std::max(least, *rank);
    if (rank && !label.system.empty()) stated = std::max(stated.value_or(0), *rank);
  }
  const int by_default = ConfidentialityRank(default_confidentiality).value_or(kRestricted);
  facts.confidentiality = std::max(stated.value_or(by_default), least);
  return facts;
}

Tristate MatchesLabel(const std::vector<Code>& listed, Side side, const LabelFacts& labels) {
  if (!labels.known) return Tristate::kUnknown;
  if (CoversSensitivities(listed, side, labels)) return Tristate::kTrue;
  for (const Code& code : listed) {
    if (MatchesConfidentiality(code, side, labels)) return Tristate::kTrue;
    if (!IsOtherTag(code)) continue;
    for (const Code& found : labels.all) {
      if (Names(code, found, side)) return Tristate::kTrue;
    }
  }
  return Tristate::kFalse;
}

}  // namespace chartbridge::bridge::consent
