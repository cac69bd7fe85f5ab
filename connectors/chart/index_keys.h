// What a resource is found by, and how a search value must be spelt to meet it. Both sides in one
// place, so that they cannot drift apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

struct IndexEntries {
  std::vector<Key> keys;
  std::vector<Span> spans;
};

// `base` is this server's own address: references below it are the relative ones.
IndexEntries IndexOf(const TypeRules& type, const fhir::json::Value& resource,
                     std::string_view base);

// A search value after R4 3.1.1.4.8 escapes were split and undone: `parts` are the pieces between
// unescaped '|'. nullopt when it makes no sense for the kind.
std::optional<std::string> TokenKey(const std::vector<std::string>& parts);
std::optional<std::string> ReferenceKey(const Parameter& parameter, std::string_view wanted_type,
                                        std::string_view text, std::string_view base);
std::optional<std::string> TextKey(std::string_view text, bool exact);
std::optional<std::string> DayKey(std::string_view text);

// Parameter names of further keys.
std::string IdentifierParameter(std::string_view name);  // reference by identifier
std::string PresenceParameter(std::string_view name);    // has any value; the value is "true"

// "Patient/1" of "Patient/1/_history/2" or of an address below `base`; others unchanged.
std::string PlainReference(std::string_view reference, std::string_view base);

}  // namespace chartbridge::chart
