// What the runners share: the ports they act through, and the settings that decide how.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/consent/decide.h"
#include "bridge/flow/advance.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/content_check.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/ledger.h"
#include "bridge/ports/media_source.h"
#include "bridge/run/metrics.h"

namespace chartbridge::bridge::run {

struct RunSettings {
  std::string tenant;
  std::string organization;  // [ehr] organization
  std::string device;        // [ehr] device
  std::string country;       // ISO 3166, for numbers written without a country
  std::string written_code = "ONLINEWRIT";
  consent::Settings consent;
  flow::FlowSettings flow;
};

// Everything outlives the runners. Each port may be called from any thread.
struct Ports {
  Inbox& inbox;
  Ledger& ledger;
  KeyStore& keys;
  Vault& vault;
  PatientDirectory& directory;
  ConsentSource& consents;
  Ehr& ehr;
  MediaSource& media;
  Scanner& scanner;
  const Labeller& labeller;
  const std::map<std::string, const Channel*>& providers;  // parsers by RawDelivery::provider
  const std::map<std::string, const Channel*>& channels;   // the same by channel id
  Clock& clock;
  Entropy& entropy;
  Log& log;
  Metrics& metrics;
};

// A number from 0 to 1 for backoff.
double Jitter(Entropy& entropy);

}  // namespace chartbridge::bridge::run
