// Entries of a transaction-response or batch-response.
#pragma once

#include "connectors/chart/transaction.h"

namespace chartbridge::chart {

Result<fhir::json::Value, Refusal> SavedEntry(const Saved& saved, Wanted wanted);
fhir::json::Value RefusedEntry(const Refusal& refusal);
// GET of a batch or transaction, through `reader`.
Result<fhir::json::Value, Refusal> ReadEntry(ResourceStore& store, ResourceReader& reader,
                                             const BundleEntry& entry,
                                             const BundleContext& context);

// "Type/id/_history/n"
std::string VersionedAddress(const Version& version);

// The entries of `bundle`; 400 when there are none to run or too many.
Result<const fhir::json::Array*, Refusal> EntriesOf(const fhir::json::Value& bundle);

}  // namespace chartbridge::chart
