// What one caller reaches in the chart: deeds per type, and the patient compartment (R4 2.1.4,
// SMART App Launch 2.1.0 "patient/"). A message belongs to its subject alone: that somebody sent or
// received it for another patient does not open the other's record to them.
#pragma once

#include <string>

#include "connectors/chart/fhir_access.h"
#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

class Reach {
 public:
  Reach() { rights_.everything = true; }
  // `base`: references may name this server absolutely.
  Reach(Rights rights, std::string base) : rights_(std::move(rights)), base_(std::move(base)) {}

  const Rights& rights() const { return rights_; }
  bool bounded() const { return !rights_.everything && !rights_.patient.empty(); }

  // 403 when the type is not to be read, searched or written at all.
  Result<void, Refusal> Require(Deed deed, const TypeRules& type) const;
  // 403 unless the caller may create or update the type.
  Result<void, Refusal> RequireWriting(const TypeRules& type) const;

  // Whether a stored version lies inside the compartment.
  Result<bool, Refusal> Holds(ResourceReader& reader, const Version& version) const;
  // 404 unless this version and the current one lie inside.
  Result<void, Refusal> RequireSeen(ResourceReader& reader, const Version& version) const;
  // 403 unless the caller may put `resource` at Type/id in the place of `current` (nullptr: a new
  // one), both inside the compartment. Nobody but the bridge changes a message, save by a note.
  Result<void, Refusal> RequireWritable(ResourceReader& reader, const TypeRules& type,
                                        const std::string& id, const fhir::json::Value& resource,
                                        const Version* current) const;
  // Adds the compartment to a search, so that totals and pages come out right.
  Result<void, Refusal> Narrow(ResourceReader& reader, Query& query) const;

 private:
  enum class Targets { kAny, kAll };  // of a Provenance

  Result<bool, Refusal> Belongs(ResourceReader& reader, const TypeRules& type,
                                const std::string& id, const fhir::json::Value& resource,
                                Targets targets) const;
  Result<bool, Refusal> BinaryBelongs(ResourceReader& reader, const std::string& id,
                                      const fhir::json::Value& binary) const;
  Result<bool, Refusal> ProvenanceBelongs(ResourceReader& reader,
                                          const fhir::json::Value& provenance,
                                          Targets targets) const;
  Result<bool, Refusal> ReferenceBelongs(ResourceReader& reader, std::string_view reference) const;
  Result<void, Refusal> NarrowProvenance(ResourceReader& reader, Query& query) const;

  Rights rights_;
  std::string base_;
};

// "Patient/1" of a resource that speaks of one patient; "" when it speaks of none or is a
// clinic's own.
std::string PatientOf(const TypeRules& type, const fhir::json::Value& resource,
                      std::string_view base);

}  // namespace chartbridge::chart
