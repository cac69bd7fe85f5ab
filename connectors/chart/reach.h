// What one caller reaches in the chart: deeds per type, and the patient compartment (R4 2.1.4,
// SMART App Launch 2.1.0 "patient/"). A message belongs to its subject alone: that somebody sent or
// received it for another patient does not open the other's record to them.
#pragma once

#include <string>

#include "connectors/chart/fhir_access.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

class Reach {
 public:
  // `site` outlives this.
  Reach(Rights rights, const Site& site) : rights_(std::move(rights)), site_(&site) {}

  const Rights& rights() const { return rights_; }
  const Site& site() const { return *site_; }
  bool bounded() const { return !rights_.everything && !rights_.patient.empty(); }

  // 403 when the type is not to be read, searched or written at all.
  void Require(Deed deed, const TypeRules& type) const;
  // 403 unless the caller may create or update the type; some type, where none is named.
  void RequireWriting(const TypeRules* type) const;
  // The criteria of a conditional create; 403 when the caller may not search and read the type:
  // what a condition finds is shown.
  Query Plan(const TypeRules& type, std::string_view criteria) const;

  // Whether a stored version lies inside the compartment.
  bool Holds(const Version& version) const;
  // Whether this version and the current one lie inside.
  bool Sees(Reader& reader, const Version& version) const;
  // 403 unless the caller may put `resource` at Type/id in the place of `current` (nullptr: a new
  // one), both inside the compartment. Nobody but the bridge changes a message, save by a note.
  void RequireWritable(Reader& reader, const TypeRules& type, const std::string& id,
                       const fhir::json::Value& resource, const Version* current) const;
  // Adds the compartment to a search, so that totals and pages come out right.
  void Narrow(Query& query) const;

 private:
  Rights rights_;
  const Site* site_;
};

// "Patient/1" of a resource that speaks of one patient; "" when it speaks of none or is a
// clinic's own.
std::string PatientOf(const TypeRules& type, const fhir::json::Value& resource, const Site& site);

}  // namespace chartbridge::chart
