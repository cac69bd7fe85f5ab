// What could not be filed and waits for a person: whole messages, and single files of messages that
// stand in the chart. What the EHR said of each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "bridge/run/records.h"
#include "bridge/run/staff_actions.h"
#include "bridge/service/pages.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::service {

struct DeadPart {
  std::string part;   // message or media:<n>
  std::string state;  // failed or held
  Reason reason = Reason::kNone;
  int attempts = 0;
  std::optional<int> medium;  // the number of media:<n>; nullopt for the message
};
// The message when it failed; else, once it is filed, each of its media that failed or is held.
std::vector<DeadPart> DeadPartsOf(const ItemRow& row);

struct DeadLetter {
  ItemRow row;  // without content
  DeadPart part;
  Instant failed_at;  // its last refusal, else the last decision, else its arrival
  std::optional<run::ServerRefusal> refusal;  // what a server answered last
};

// A page has as many items as asked for; an item may have several dead parts.
Result<Page<DeadLetter>, Failure> ListDeadLetters(const ItemPorts& ports,
                                                  const PageRequest& request);

// What a server answered last when it would not take `part`.
std::optional<run::ServerRefusal> LastRefusal(const std::vector<DecisionRecord>& decisions,
                                              const std::string& part);

// The part is taken up again: queued, whatever a worker is doing with the item.
Result<ItemRow, Failure> TakeUpAgain(run::StaffActions& staff, const ItemKey& key,
                                     const DeadPart& part);

// What of a dead letter is shown besides what names nobody.
struct DeadLetterView {
  bool patient = false;      // the patient's reference
  bool diagnostics = false;  // the EHR's own words, which may quote the patient
};
// `shape`: the names of the elements of what would be sent, nothing of what they say.
fhir::json::Value DeadLetterJson(const ItemPorts& ports, const DeadLetter& letter,
                                 const DeadLetterView& view);
// One line for a person, without the EHR's own words.
std::string DeadLetterText(const DeadLetter& letter);

fhir::json::Array IssuesJson(const std::vector<Issue>& issues);

}  // namespace chartbridge::bridge::service
