// What the runners share: the ports they act through, and the settings that decide how.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/flow/advance.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/content_check.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/gate.h"
#include "bridge/ports/housekeeping.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"
#include "bridge/ports/vault.h"
#include "bridge/ports/work_queue.h"
#include "bridge/run/circuit.h"
#include "bridge/run/lease_keeper.h"
#include "bridge/run/metrics.h"

namespace chartbridge::bridge::run {

class DirectoryCache;

struct RunSettings {
  std::string tenant;
  std::string organization;  // [ehr] organization
  std::string device;        // [ehr] device
  std::string country;       // ISO 3166, for numbers written without a country
  std::string written_code = "ONLINEWRIT";
  std::string language = "en";  // of the words the bridge itself writes into the chart
  flow::FlowSettings flow;
};

// Everything outlives the runners. Each port may be called from any thread. Those to the EHR report
// to `circuit` by themselves (circuit_ports.h).
struct Ports {
  Inbox& inbox;
  Items& items;
  Links& links;
  WorkQueue& work;
  Housekeeping& housekeeping;
  KeyStore& keys;
  Vault& vault;
  PatientDirectory& directory;
  DirectoryCache& people;
  Gate& gate;
  Ehr& ehr;
  const Channels& channels;   // by channel id
  const Channels& providers;  // by RawDelivery::provider
  Scanner& scanner;
  const Labeller& labeller;
  EhrCircuit& circuit;
  LeaseKeeper& leases;
  Clock& clock;
  Entropy& entropy;
  Log& log;
  Metrics& metrics;
};

// A number from 0 to 1 for back-off.
double Jitter(Entropy& entropy);

}  // namespace chartbridge::bridge::run
