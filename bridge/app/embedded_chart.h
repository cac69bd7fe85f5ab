// The chart that the bridge carries with it: its store and its REST face.
#pragma once

#include <memory>
#include <string>

#include "bridge/app/parts.h"
#include "connectors/chart/fhir_handler.h"
#include "connectors/chart/resource_store.h"

namespace chartbridge {

struct EmbeddedChart {
  std::unique_ptr<bridge::Vault> vault;  // in the folder `chart` of [vault]
  std::unique_ptr<chart::ResourceStore> store;
  std::unique_ptr<chart::FhirHandler> fhir;  // nullptr: this clinic has none
};

// `demo`: the chart is open to this machine. The error is one plain sentence.
Result<EmbeddedChart, std::string> OpenChart(const Settings& settings, StoreParts& parts, Log& log,
                                             chart::FhirAccess& access, bool demo);

}  // namespace chartbridge
