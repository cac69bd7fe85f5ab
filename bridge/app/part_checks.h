// One check for each outside part but the channels (channel_set_up.h): tries it and says what it
// found.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "bridge/app/finding.h"
#include "bridge/app/settings.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/vault.h"
#include "connectors/ehr/fhir_rest.h"
#include "connectors/scanner/clamd.h"

namespace chartbridge {

Finding CheckStore(bridge::Inbox& inbox);
// Writes, reads back and removes a small file under a name and a key of its own.
Finding CheckVault(bridge::Vault& vault, bridge::KeyStore& keys, Entropy& entropy);
// Tries clamd with the EICAR test file.
Finding CheckScanner(const ScannerSettings& settings);
// nullopt for kind "none".
std::optional<scanner::ClamdSettings> ClamdOf(const ScannerSettings& settings);
// Whether anything would find a chain that was rewritten to its end.
Finding CheckAnchors(const AuditSettings& settings);
Finding CheckDisk(const std::filesystem::path& place);
Finding CheckClock(const Clock& clock);

enum class EhrDepth {
  kRead,   // the CapabilityStatement: often, as for a page that shows health
  kWrite,  // also each interaction of filing once, with a test patient (ehr_probe.h)
};
std::vector<Finding> CheckEhr(const Settings& settings, ehr::FhirRest& rest, EhrDepth depth);
// What of filing the EHR refuses for good, by name: while there is any, `serve` writes nothing.
// Only reads; empty when the EHR is merely away.
std::vector<std::string> FindMissingInteractions(const Settings& settings, ehr::FhirRest& rest);
// With EhrDepth::kRead, out of what GET metadata has brought.
std::vector<Finding> CheckEhr(const Settings& settings,
                              const Result<fhir::json::Value, Failure>& statement);

}  // namespace chartbridge
