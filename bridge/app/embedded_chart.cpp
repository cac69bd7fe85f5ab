#include "bridge/app/embedded_chart.h"

#include "connectors/chart/sqlite_resource_store.h"

namespace chartbridge {

Result<EmbeddedChart, std::string> OpenChart(const Settings& settings, StoreParts& parts, Log& log,
                                             chart::FhirAccess& access, bool demo) {
  EmbeddedChart made;
  if (!settings.ehr.embedded() && !settings.chart.beside_ehr) return made;
  auto store = chart::OpenSqliteResourceStore(settings.chart.file, *parts.ring, parts.entropy);
  if (!store)
    return Unexpected<std::string>("the embedded chart cannot be opened: " + store.error().text);
  made.store = std::move(*store);
  chart::FhirSettings fhir;
  fhir.access = &access;
  fhir.open = demo;
  fhir.own = OwnAddressesOf(settings);
  made.fhir =
      std::make_unique<chart::FhirHandler>(fhir, *made.store, parts.clock, parts.entropy, log);
  return made;
}

}  // namespace chartbridge
