// FHIR dates as ranges of time: "2026-11" is every moment of that month.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chartbridge::chart {

struct DateRange {
  std::int64_t low = 0;   // Unix milliseconds, inclusive
  std::int64_t high = 0;  // exclusive
};

// date, dateTime or instant of R4 (2.24.0.1), any precision from the year on; a time without zone
// is read as UTC. nullopt for anything else.
std::optional<DateRange> ReadDateRange(std::string_view text);

}  // namespace chartbridge::chart
