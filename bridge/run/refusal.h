// What an EHR said when it will not take an item, kept with it for a person: status and the
// outcome's codes and paths, nothing that may quote the patient.
#pragma once

#include <optional>
#include <vector>

#include "bridge/ports/ledger.h"

namespace chartbridge::bridge::run {

struct Refusal {
  Instant at;
  int status = 0;  // HTTP, 0 when there was no answer
  std::vector<Issue> issues;
};

// A DecisionRecord of stage "ehr".
DecisionRecord ToRecord(const Failure& failure, Instant at);
// nullopt for any other record.
std::optional<Refusal> ReadRefusal(const DecisionRecord& record);

}  // namespace chartbridge::bridge::run
