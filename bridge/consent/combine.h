// Several records, one answer (rules R11 to R13).
#pragma once

#include <string>
#include <vector>

#include "bridge/consent/decide.h"
#include "bridge/consent/evaluate.h"
#include "bridge/consent/record.h"

namespace chartbridge::bridge::consent {

// Why a record may say more than one thing, in the order in which a hold names it.
enum class Cause { kNone, kInvalid, kUnresolved, kUnverified, kGuardianLapsed };

struct Vote {
  const Record* record = nullptr;
  Evaluation evaluation;                 // empty for an invalid record
  Outcomes outcomes = Outcomes::None();  // after rules R7 and R8
  std::vector<Cause> causes;

  bool Has(Cause cause) const;
};

// Of each series only the newest version counts (rule R12); ignored records are gone.
std::vector<const Record*> InForceNow(const std::vector<Record>& records);

// Who was heard, and what they say together (rule R11).
struct Tally {
  Outcomes outcomes = Outcomes::None();
  std::vector<const Vote*> heard;
};
Tally Count(const std::vector<Vote>& votes, bool most_recent);

// The newest of the records that do not vote; of the same time, the one that rule R13 prefers.
// There may be several alike.
std::vector<const Record*> Newest(const std::vector<const Record*>& records);

}  // namespace chartbridge::bridge::consent
