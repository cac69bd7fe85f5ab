// One item as people see it: for the command line, the API and its tables alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/channel.h"
#include "bridge/ports/item_rows.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::service {

enum class Shown {
  kWhole,   // with the contact's number and the provider's ids, which hold the number
  kMasked,  // with the last two digits of the number
  kBare,    // where it stands, and neither contact nor patient
};

// What was said, read from the stored content; nullopt when that was destroyed or not asked for.
std::optional<mappings::Item> ReadItem(const ItemRow& row, const Channels& channels);

// Telephone number, else business-scoped id; "" when neither is known.
std::string ContactOf(const mappings::Item& item);
// "•••12" of a number; nothing of it when it is short.
std::string Mask(const std::string& number);

// The members that contract.md promises of `messages list --json`, and more. The provider's id, the
// contact and what it speaks of are read from the content; they are null when that was destroyed.
fhir::json::Value ItemJson(const ItemRow& row, const Channels& channels,
                           Shown shown = Shown::kWhole);

// The same for a person: one line without message text. ToHead stands above such lines.
std::string ToLine(const ItemRow& row, const Channels& channels);
std::string ToHead();

// What a reason means; "" where nothing needs saying.
std::string ReasonText(Reason reason);

// The patients that the last look into the directory gave for it.
std::vector<std::string> CandidatesOf(const std::vector<DecisionRecord>& decisions);

std::string PartOf(const MediaRow& medium);  // "media:<n>"
// The number of "media:<n>"; nullopt for anything else.
std::optional<int> ReadMediaPart(const std::string& part);

// Empty is null.
fhir::json::Value OrNull(std::string_view text);
fhir::json::Value InstantOrNull(const std::optional<Instant>& at);
fhir::json::Value TextList(const std::vector<std::string>& texts);
// {"code":"…","values":{…}}; null for one that says nothing.
fhir::json::Value StatementJson(const words::Statement& said);
fhir::json::Value StatementList(const words::Statements& said);

}  // namespace chartbridge::bridge::service
