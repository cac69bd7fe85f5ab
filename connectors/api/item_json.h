// One item as `messages list --json` shows it (contract.md); the API's own shape is item_view.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/channel.h"
#include "bridge/ports/item_rows.h"
#include "fhir/json/value.h"

namespace chartbridge {

// What was said, read from the stored content; nullopt when that was destroyed or not asked for.
std::optional<mappings::Item> ReadItem(const bridge::ItemRow& row,
                                       const bridge::Channels& channels);

// Telephone number, else business-scoped id; "" when neither is known.
std::string ContactOf(const mappings::Item& item);

// The provider's id, the contact and what it speaks of are read from the content; they are null
// when that was destroyed.
fhir::json::Value ToJson(const bridge::ItemRow& row, const bridge::Channels& channels);

// The same for a person: one line without message text. ToHead stands above such lines.
std::string ToLine(const bridge::ItemRow& row, const bridge::Channels& channels);
std::string ToHead();

// Held until somebody says whose it is, or what is to become of what could not be understood.
bool WaitsForReview(const bridge::ItemRow& row);
// The patients that the last look into the directory gave for it.
std::vector<std::string> CandidatesOf(const std::vector<bridge::DecisionRecord>& decisions);

std::string PartOf(const bridge::MediaRow& medium);  // "media:<n>"
// The number of "media:<n>"; nullopt for anything else.
std::optional<int> ReadMediaPart(const std::string& part);

}  // namespace chartbridge
