// How much waits where: read from the counters that the moving transactions keep.
#pragma once

#include "bridge/ports/inbox.h"
#include "bridge/ports/item_queries.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::service {

// {counts by progress, oldest_unfiled, by_reason}: numbers alone, nobody's key, contact or patient.
// With `first_day`, also by_day: of those that arrived from that day on (since 1970-01-01, UTC).
Result<fhir::json::Value, Failure> CountsJson(ItemQueries& queries, Instant now,
                                              const std::optional<std::int64_t>& first_day);

// The day as items are counted by, in UTC: a date, or that of an instant.
std::optional<std::int64_t> ReadDay(const std::string& text);

// {progress with the arrival of the oldest that still moves, inbox, parked, media}
Result<fhir::json::Value, Failure> QueuesJson(ItemQueries& queries, Inbox& inbox);

}  // namespace chartbridge::bridge::service
