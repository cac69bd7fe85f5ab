// Does a rule's criterion match the request? (rule R10)
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "bridge/consent/request.h"
#include "bridge/consent/rule.h"
#include "bridge/consent/tristate.h"

namespace chartbridge::bridge::consent {

// What the labels of the content amount to (rule R10.4).
struct LabelFacts {
  bool known = false;
  int confidentiality = 0;  // effective rank
  std::vector<Code> sensitivities;
  std::vector<Code> all;
};
LabelFacts ReadLabels(const Request& request, std::string_view default_confidentiality);

// The request with what is worked out of it once.
struct Question {
  const Request& request;
  const Directory& directory;
  LabelFacts labels;
  std::vector<Identity> recipients;  // the actors, with who they are known to be besides
  bool channel_must_be_named = false;
};
Question Ask(const Request& request, const Directory& directory,
             std::string_view default_confidentiality);

// The criteria in force for a rule: per kind the rule that states it, its own or an inherited one.
using InForce = std::array<const Criteria*, kKinds>;

Tristate Matches(Kind kind, const InForce& criteria, Side side, const Question& question);
// All kinds are ANDed; an absent kind matches everything.
Tristate MatchesAll(const InForce& criteria, Side side, const Question& question);
Tristate MatchesAllBut(Kind left_out, const InForce& criteria, Side side, const Question& question);

Tristate MatchesActor(const std::vector<ListedActor>& listed, Side side, const Question& question);
Tristate MatchesAction(const std::vector<Code>& listed, Side side,
                       const std::vector<Code>& requested);
Tristate MatchesLabel(const std::vector<Code>& listed, Side side, const LabelFacts& labels);
Tristate MatchesPurpose(const std::vector<Code>& listed, Side side,
                        const std::vector<Code>& requested);
Tristate MatchesCode(const std::vector<Code>& listed, Side side, const std::vector<Code>& found);
Tristate MatchesDataPeriod(const Period& listed, Side side, const std::optional<Period>& data_time);
Tristate MatchesData(const std::vector<ListedData>& listed, const Request& request);

// True when the purpose is within TREAT and no break-glass (rule R13).
bool IsTreatment(const Code& purpose);
// Rule R2: a purpose that the labels on the content do not allow.
bool ConflictsWithPurposeLabels(const Request& request);

}  // namespace chartbridge::bridge::consent
