// Why an item stands where it stands: for `messages explain` and, in sentences, for the console.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/channel.h"
#include "bridge/ports/item_rows.h"
#include "bridge/ports/links.h"
#include "fhir/json/value.h"

namespace chartbridge {

struct Explained {
  const bridge::ItemRow& row;  // with content
  std::vector<bridge::DecisionRecord> decisions;
  std::vector<bridge::ItemRow> statuses;    // receipts about it, in the order of their arrival
  std::optional<bridge::PatientLink> link;  // what is remembered of its contact
};

// ToJson of the row, and where it stands in each filing, what was asked and answered, what comes
// next.
fhir::json::Value ExplainJson(const Explained& explained, const bridge::Channels& channels);

// The same in sentences.
std::string ExplainText(const Explained& explained, const bridge::Channels& channels);

// One attempt to document it, with its parts.
fhir::json::Value FilingJson(const bridge::Filing& filing);

}  // namespace chartbridge
