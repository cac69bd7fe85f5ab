#include "bridge/app/embedded_chart.h"

#include "connectors/vault/file_vault.h"

namespace chartbridge {

namespace {

// What this chart is called: the names of the service, and the loopback names of its port.
chart::Site SiteOf(const Settings& settings) {
  chart::Site site;
  site.bases.clear();
  for (const std::string& base : OwnAddressesOf(settings).all())
    site.bases.push_back(base + "/fhir");
  for (const char* name : {"127.0.0.1", "localhost", "[::1]"}) {
    site.bases.push_back("http://" + std::string(name) + ":" +
                         std::to_string(settings.server.port) + "/fhir");
  }
  site.timezone = settings.clinic.timezone;
  if (auto time = bridge::consent::ClinicTime::In(site.timezone)) site.time = *time;
  return site;
}

}  // namespace

Result<EmbeddedChart, std::string> OpenChart(const Settings& settings, StoreParts& parts, Log& log,
                                             chart::FhirAccess& access, bool demo) {
  EmbeddedChart made;
  if (!settings.ehr.embedded() && !settings.chart.beside_ehr) return made;
  auto vault = vault::FileVault::Open(VaultFolder(settings) / "chart");
  if (!vault)
    return Unexpected<std::string>("the vault of the embedded chart cannot be opened: " +
                                   vault.error().text);
  made.vault = std::move(*vault);
  auto store = chart::OpenResourceStore(
      settings.chart.file, {*parts.ring, parts.entropy, *made.vault}, SiteOf(settings));
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
