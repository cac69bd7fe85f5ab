#include "connectors/api/reason_rules.h"

#include "bridge/flow/reason.h"

namespace chartbridge {

std::string_view RuleOfReason(std::string_view reason) {
  return bridge::RuleOf(bridge::ReadReason(reason).value_or(bridge::Reason::kNone));
}

}  // namespace chartbridge
