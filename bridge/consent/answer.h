// From results to the Decision that is shown, stored and audited (rules R11, R13 and R14).
#pragma once

#include <string>
#include <vector>

#include "bridge/consent/combine.h"
#include "bridge/consent/decide.h"

namespace chartbridge::bridge::consent {

// A decision that rests on no record. `detail` as in Explain.
Decision WithoutBasis(Verdict verdict, std::string reason, const std::string& detail = {});

// The records that say just `said`, and the rules in them that do.
Decision Decided(Verdict verdict, std::string reason, const Combined& combined, Outcomes said);

// The records that could say several things, by the first cause of rule R11.
Decision Held(const Combined& combined);

// Every candidate was silent.
Decision Unmatched(const std::vector<RecordResult>& results);

// No record results: what the newest of the others means (rule R13); `newest` is not empty.
Decision Lapsed(const std::vector<const Record*>& newest);

// The labels to strip before forwarding: confidentiality before sensitivity, then by name.
std::vector<std::string> Redactions(const std::vector<RecordResult>& results);

}  // namespace chartbridge::bridge::consent
