// Why an item stands where it stands, for whoever asks: the command line and the console.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/service/item_json.h"
#include "bridge/service/pages.h"

namespace chartbridge::bridge::service {

struct Explained {
  ItemRow row;  // with content
  std::vector<DecisionRecord> decisions;
  std::vector<ItemRow> statuses;    // receipts about it, in the order of their arrival
  std::optional<PatientLink> link;  // what is remembered of its contact
};
// What the store knows of it.
Result<Explained, Failure> Explain(const ItemPorts& ports, ItemRow row);

// True when an EHR's own words are among it: they may quote the patient, and whoever shows them
// writes that into the audit.
bool HasDiagnostics(const Explained& explained);

// What is remembered of a contact.
fhir::json::Value LinkJson(const PatientLink& link);

struct ExplainView {
  Shown shown = Shown::kWhole;
  bool diagnostics = false;  // with the words of an EHR that refused it
};

// ItemJson of the row, and where it stands in each filing, what was asked and answered, what comes
// next.
fhir::json::Value ExplainJson(const Explained& explained, const Channels& channels,
                              const ExplainView& view);

// The same in lines.
std::string ExplainText(const Explained& explained, const Channels& channels,
                        const ExplainView& view);

}  // namespace chartbridge::bridge::service
