// One item as `messages list --json` shows it (contract.md); the API's own shape is item_view.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/channel.h"
#include "bridge/ports/ledger.h"
#include "fhir/json/value.h"

namespace chartbridge {

using ChannelsById = std::map<std::string, const bridge::Channel*>;

// What was said, read from the stored content; nullopt when that was destroyed or not asked for.
std::optional<mappings::Item> ReadItem(const bridge::ItemRow& row, const ChannelsById& channels);

// The provider's id, the contact and what it speaks of are read from the content; they are null
// when that was destroyed.
fhir::json::Value ToJson(const bridge::ItemRow& row, const ChannelsById& channels);

// The same for a person: one line without message text.
std::string ToLine(const bridge::ItemRow& row);

// When it was received, why it is where it is, what was asked and answered, where it lies now.
fhir::json::Value Explain(const bridge::ItemRow& row,
                          const std::vector<bridge::DecisionRecord>& decisions,
                          const ChannelsById& channels);

// Explain in sentences.
std::string ExplainText(const bridge::ItemRow& row,
                        const std::vector<bridge::DecisionRecord>& decisions);

}  // namespace chartbridge
