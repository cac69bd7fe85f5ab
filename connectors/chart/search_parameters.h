// The resource types of the chart and what each can be searched by. One table: the index, the
// search and the CapabilityStatement read it, so the statement cannot promise what is not there.
// What a resource is found by, and how a search value must be spelt to meet it, stand side by side,
// so that they cannot drift apart.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/chart/query.h"
#include "connectors/http/exchange.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

enum class ParameterKind {
  kToken,      // code or Identifier
  kTelecom,    // ContactPoint; `only` keeps one system
  kReference,  // `only` keeps one target type
  kText,       // string or HumanName; by whole words, without case and accents
  kDate,       // date, dateTime, instant or Period: ranges and order
};

struct Parameter {
  std::string_view name;
  ParameterKind kind = ParameterKind::kToken;
  std::string_view path;  // elements below the resource; alternatives with '|'
  std::string_view only = {};
  std::string_view system = {};  // of a code, whose element does not name it (R4 3.1.1.4.10)
};

struct TypeRules {
  std::string_view name;
  std::span<const Parameter> parameters;
  std::string_view about = {};  // elements whose references say whose it is; "" the clinic's own
  bool searched = true;         // Binary is not
  bool updated = true;          // AuditEvent is written once
};

std::span<const TypeRules> AllTypes();
// nullptr for a type that this chart does not keep.
const TypeRules* FindType(std::string_view type);
const Parameter* FindParameter(const TypeRules& type, std::string_view name);

IndexEntries IndexOf(const TypeRules& type, const fhir::json::Value& resource, const Site& site);

// Who and what a resource belongs to, by reference, without base and version.
std::vector<std::string> AboutOf(const TypeRules& type, const fhir::json::Value& resource,
                                 const Site& site);

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

// The parameters of a search, read into a Query. What this server does not offer is refused (400).
// "a=1&b=2", percent-decoded, '+' read as a blank; 400 for a broken escape and what is no UTF-8.
http::Pairs ReadPairs(std::string_view query);

// `text` cut at each `at` that no backslash escapes; the escapes stay.
std::vector<std::string> SplitUnescaped(std::string_view text, char at);
// "\," "\|" "\$" "\\" without their backslash.
std::string Unescape(std::string_view text);

Query PlanSearch(const TypeRules& type, const http::Pairs& pairs, const Site& site);

// The criteria of a conditional create: there must be one. The query asks for two at most.
Query PlanCriteria(const TypeRules& type, std::string_view criteria, const Site& site);

}  // namespace chartbridge::chart
