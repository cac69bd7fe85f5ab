// What could not be filed and waits for a person: whole messages, and single files of messages that
// stand in the chart. What the EHR said of each, and nothing that may quote the patient.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "bridge/ports/item_rows.h"
#include "bridge/run/records.h"
#include "bridge/run/staff_actions.h"
#include "fhir/json/value.h"

namespace chartbridge {

// What a server answered last when it would not take `part`.
std::optional<bridge::run::ServerRefusal> LastRefusal(
    const std::vector<bridge::DecisionRecord>& decisions, const std::string& part);

struct DeadPart {
  std::string part;   // message or media:<n>
  std::string state;  // failed or held
  bridge::Reason reason = bridge::Reason::kNone;
  int attempts = 0;
  std::optional<int> medium;  // the number of media:<n>; nullopt for the message
};
// The message when it failed; else, once it is filed, each of its media that failed or is held.
std::vector<DeadPart> DeadPartsOf(const bridge::ItemRow& row);

// When it failed: its last refusal, else the last decision, else its arrival.
Instant FailedAt(const bridge::ItemRow& row, const DeadPart& part,
                 const std::vector<bridge::DecisionRecord>& decisions);

// The part is taken up again: queued, whatever a worker is doing with the item.
Result<bridge::ItemRow, Failure> TakeUpAgain(bridge::run::StaffActions& staff,
                                             const bridge::ItemKey& key, const DeadPart& part);

// As `dead-letters list --json` and, with more members, GET /dead-letters show it.
fhir::json::Value DeadLetterJson(const bridge::ItemRow& row, const DeadPart& part,
                                 const std::vector<bridge::DecisionRecord>& decisions);
fhir::json::Array IssuesJson(const std::vector<Issue>& issues);

}  // namespace chartbridge
