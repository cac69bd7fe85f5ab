// Several records, one answer (rules R11 to R13).
#pragma once

#include <string>
#include <vector>

#include "bridge/consent/decide.h"
#include "bridge/consent/evaluate.h"
#include "bridge/consent/record.h"

namespace chartbridge::bridge::consent {

// Why a record may say more than one thing, in the order in which a hold names it.
enum class HoldCause { kNone, kInvalid, kUnresolved, kUnverified, kGuardianLapsed };

struct RecordResult {
  const Record* record = nullptr;
  Evaluation evaluation;                 // empty for an invalid record
  Outcomes outcomes = Outcomes::None();  // after rules R7 and R8
  std::vector<HoldCause> causes;

  bool Has(HoldCause cause) const;
};

// Of each series only the newest version counts (rule R12); ignored records are gone.
std::vector<const Record*> InForceNow(const std::vector<Record>& records);

// Who was considered, and what they say together (rule R11).
struct Combined {
  Outcomes outcomes = Outcomes::None();
  std::vector<const RecordResult*> considered;
};
Combined CombineResults(const std::vector<RecordResult>& results, bool most_recent);

// The newest of the records that do not result; of the same time, the one that rule R13 prefers.
// There may be several alike.
std::vector<const Record*> Newest(const std::vector<const Record*>& records);

}  // namespace chartbridge::bridge::consent
