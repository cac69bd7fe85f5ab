// What a resource is found by, and how a search value must be spelt to meet it. Both sides in one
// place, so that they cannot drift apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connectors/chart/query.h"
#include "connectors/chart/search_parameters.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

IndexEntries IndexOf(const TypeRules& type, const fhir::json::Value& resource, const Site& site);

// Who and what a resource belongs to, by reference, without base and version.
std::vector<std::string> AboutOf(const TypeRules& type, const fhir::json::Value& resource,
                                 const Site& site);

// The key "patient" of a Device that is no patient's.
constexpr std::string_view kNobodys = "none";

// A search value after R4 3.1.1.4.8 escapes were split and undone: `parts` are the pieces between
// unescaped '|'. nullopt when it makes no sense for the kind.
std::optional<std::string> TokenKey(const std::vector<std::string>& parts);
std::optional<std::string> ReferenceKey(const Parameter& parameter, std::string_view text,
                                        const Site& site);

// "Patient/1" of "Patient/1/_history/2" or of an address below one of our own; others unchanged.
std::string PlainReference(std::string_view reference, const Site& site);

struct DateRange {
  std::int64_t low = 0;   // Unix milliseconds, inclusive
  std::int64_t high = 0;  // exclusive
};

// date, dateTime or instant of R4 (2.24.0.1), any precision from the year on; what has no zone is a
// time of the clinic. nullopt for anything else.
std::optional<DateRange> ReadDateRange(std::string_view text,
                                       const bridge::consent::ClinicTime& clinic);

// Names are searched by whole words: the HMACs of a name's beginnings would give it away letter by
// letter. The words of `text` without case, accents, vowel points and full-width forms, Latin
// letters as ASCII (ICU): "José ÁLVAREZ-Łuk" is "alvarez", "jose", "luk". Each once. Any thread.
std::vector<std::string> FoldedWords(std::string_view text);

}  // namespace chartbridge::chart
