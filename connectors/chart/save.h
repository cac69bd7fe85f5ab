// Writing one resource inside a transaction: versions, meta, and what makes a repeat a no-op.
#pragma once

#include <optional>
#include <string>

#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

class Reach;

enum class Change {
  kCreated,
  kUpdated,
  kUnchanged,  // the current version says the same: no new one is made, a retry is harmless
  kMatched,    // a conditional create found it
};

struct Saved {
  Change change = Change::kCreated;
  Version version;
};

// A valid resource and where it shall live.
struct Draft {
  const TypeRules* type = nullptr;
  std::string id;
  fhir::json::Value resource;
  std::optional<std::string> if_match;  // ETag as it came
  std::optional<Blob> blob;             // bytes of a raw Binary, already kept
  const Reach* reach = nullptr;         // whose writing this is; nullptr: the chart's own
};

// Creates Type/id or makes its next version. 412 when `if_match` is not the current version, 405
// for a change of what is written once, 403 for what the writer does not reach.
Result<Saved, Refusal> Save(ResourceWriter& writer, const Draft& draft, Instant now,
                            std::string_view base);

// The one resource within reach that meets a condition, nullopt for none; 412 for several.
Result<std::optional<Version>, Refusal> FindOne(ResourceReader& reader, Query criteria,
                                                const Reach& reach);

// W/"n"
std::string ToETag(std::int64_t number);

// One transaction: what `step` wrote stays when it gives a value. Result<T,
// Refusal>(ResourceWriter&).
template <class T, class Step>
Result<T, Refusal> InTransaction(ResourceStore& store, const Step& step) {
  std::optional<Result<T, Refusal>> outcome;
  const auto written = store.Write([&](ResourceWriter& writer) -> Result<bool, Failure> {
    outcome = step(writer);
    return outcome->has_value();
  });
  if (!written) return Unexpected(ToRefusal(written.error()));
  return std::move(*outcome);
}

}  // namespace chartbridge::chart
