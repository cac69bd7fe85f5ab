// The interactions with single resources (R4 3.1.0.1-3.1.0.8), free of HTTP.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "connectors/chart/reach.h"
#include "connectors/chart/save.h"

namespace chartbridge::chart {

class Interactions {
 public:
  // All must outlive this. Any thread, several at once.
  Interactions(ResourceStore& store, const Clock& clock, Entropy& entropy)
      : store_(store), clock_(clock), entropy_(entropy) {}

  // `if_none_exist`: search criteria; one match makes it a no-op, several 412. No race can create
  // two.
  Result<Saved, Refusal> Create(const TypeRules& type, fhir::json::Value resource,
                                const std::optional<std::string>& if_none_exist,
                                std::string_view base, const Reach& reach);
  Result<Saved, Refusal> Update(const TypeRules& type, const std::string& id,
                                fhir::json::Value resource,
                                const std::optional<std::string>& if_match, std::string_view base,
                                const Reach& reach);
  // The one that meets `criteria`, or a new one.
  Result<Saved, Refusal> UpdateWhere(const TypeRules& type, std::string_view criteria,
                                     fhir::json::Value resource,
                                     const std::optional<std::string>& if_match,
                                     std::string_view base, const Reach& reach);
  Result<Version, Refusal> Read(const TypeRules& type, const std::string& id);
  Result<Version, Refusal> ReadVersion(const TypeRules& type, const std::string& id,
                                       std::int64_t number);

  ResourceStore& store() { return store_; }
  Instant Now() const { return clock_.Now(); }
  std::string NewId();

 private:
  ResourceStore& store_;
  const Clock& clock_;
  Entropy& entropy_;
};

// 400 or 422 with all issues; a value when there are none.
Result<void, Refusal> RequireValid(const TypeRules& type, const fhir::json::Value& resource,
                                   const std::string& expression);
// The criteria of a conditional interaction; 403 when the caller may not search and read the type.
Result<Query, Refusal> PlanFor(const Reach& reach, const TypeRules& type, std::string_view criteria,
                               std::string_view base);
// An id that is given must be the one of the address.
Result<void, Refusal> RequireSameId(const fhir::json::Value& resource, const std::string& id,
                                    const std::string& expression);

}  // namespace chartbridge::chart
