// Rule R5. FHIR R4 contradicts itself about the root's type, so each combination has one reading,
// the narrowest that can be computed.
#include "bridge/consent/record.h"

namespace chartbridge::bridge::consent {
namespace {

void StartAt(int rule, Record& record) {
  record.base = Base::kRule;
  record.start = rule;
}

// A rule without criteria that says what the policy says; `nested` are its nested rules.
void StartAtPolicy(RuleType type, std::vector<int> nested, Record& record) {
  record.rules.push_back(Rule{type, {}, std::move(nested), -1, 0});
  record.start_is_policy = true;
  StartAt(int(record.rules.size()) - 1, record);
}

}  // namespace

void ChooseBase(const Policy& policy, Record& record) {
  record.base = Base::kInvalid;
  if (policy.contradictory) return;
  const bool has_root = !record.rules.empty();
  const auto type = has_root ? record.rules.front().type : std::nullopt;
  const std::vector<int> nested = has_root ? record.rules.front().nested : std::vector<int>();
  if (!policy.type) {
    if (type) return StartAt(0, record);
    if (!nested.empty()) record.base = Base::kNoBase;
    return;
  }
  if (type) {
    const bool narrow = *policy.type == RuleType::kPermit && *type == RuleType::kPermit;
    return narrow ? StartAt(0, record) : StartAtPolicy(*policy.type, {0}, record);
  }
  if (has_root && record.rules.front().criteria.HasOtherThanPeriod()) return;
  if (policy.with_restrictions && nested.empty()) return;
  StartAtPolicy(*policy.type, nested, record);
}

}  // namespace chartbridge::bridge::consent
