// A point in time: UTC, milliseconds. Pure code is handed one; only the Clock port asks the
// machine.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chartbridge {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

// "2026-11-22T06:00:01.120Z": FHIR `instant` (R4 2.24.0.1), always UTC and always milliseconds.
std::string ToInstantText(Instant at);

// "2026-11-22T06:00:01Z": FHIR `dateTime` with seconds; milliseconds are cut.
std::string ToDateTimeText(Instant at);

// Reads a complete FHIR instant or dateTime: seconds and zone are required, leap second 60 is read
// as the next second. nullopt for anything else, partial dates included.
std::optional<Instant> ParseInstant(std::string_view text);

inline Instant FromUnixMillis(std::int64_t ms) { return Instant(Milliseconds(ms)); }
inline std::int64_t ToUnixMillis(Instant at) { return at.time_since_epoch().count(); }

}  // namespace chartbridge
