// One item as `messages list --json` and the API show it (contract.md).
#pragma once

#include <map>
#include <string>

#include "bridge/ports/channel.h"
#include "bridge/ports/ledger.h"
#include "fhir/json/value.h"

namespace chartbridge {

using ChannelsById = std::map<std::string, const bridge::Channel*>;

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

// What a reason code means and what can be done; "" for one that has no sentence.
std::string_view ReasonSentence(std::string_view reason);

}  // namespace chartbridge
