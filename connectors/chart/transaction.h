// Bundles at the base: a transaction is all or nothing, a batch is each for itself (R4 3.1.0.11).
#pragma once

#include "connectors/chart/bundle_entry.h"
#include "connectors/chart/interactions.h"

namespace chartbridge::chart {

// What the client wants back of a write (Prefer, R4 3.1.0.1.2).
enum class Wanted { kUnsaid, kMinimal, kRepresentation, kOutcome };

struct BundleContext {
  std::string base;
  Wanted wanted = Wanted::kUnsaid;
  Reach reach;  // of every entry
};

// The answer Bundle; entries in the order they came.
Result<fhir::json::Value, Refusal> RunTransaction(Interactions& interactions,
                                                  const fhir::json::Value& bundle,
                                                  const BundleContext& context);
Result<fhir::json::Value, Refusal> RunBatch(Interactions& interactions,
                                            const fhir::json::Value& bundle,
                                            const BundleContext& context);

}  // namespace chartbridge::chart
