// What one Consent says to one request (rules R8a and R9).
#pragma once

#include <vector>

#include "bridge/consent/match.h"
#include "bridge/consent/outcomes.h"
#include "bridge/consent/record.h"

namespace chartbridge::bridge::consent {

// A rule that contributed to the outcomes, for whoever asks why.
struct Basis {
  int rule = 0;
  Outcomes says = Outcomes::None();
  bool certain = true;

  auto operator<=>(const Basis&) const = default;
};

struct RecordOutcome {
  Outcomes outcomes = Outcomes::None();
  std::vector<Basis> bases;
};

struct Evaluation {
  RecordOutcome outcome;
  // Labels of deny rules that would apply, were it not for their label (rule R14).
  std::vector<Code> redact;
  // A permit that matched did not count, because nothing around it names the channel (rule R8a).
  bool channel_not_named = false;
};

// `record` is a candidate. Time is linear in its rules.
Evaluation Evaluate(const Record& record, const Question& question);

}  // namespace chartbridge::bridge::consent
