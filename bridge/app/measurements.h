// Everything that /metrics exports, each with its name, unit and meaning; docs/metrics.md says the
// same (a test compares them).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "bridge/ports/inbox.h"
#include "bridge/ports/item_queries.h"
#include "bridge/run/circuit.h"
#include "bridge/run/metrics.h"

namespace chartbridge {

// One measurement as exported.
struct Measurement {
  std::string name;
  std::string type;  // counter, gauge
  std::string help;
  std::string labels;  // `progress="filed"`, or ""
  double value = 0;
};

std::string ToPrometheusText(const std::vector<Measurement>& measurements);

// What the service itself counts, read at the moment of a scrape.
struct ServiceCounts {
  std::int64_t webhooks_received = 0;
  std::int64_t webhooks_stored = 0;
  std::int64_t webhooks_rejected = 0;
  std::int64_t webhooks_refused = 0;
  std::int64_t csp_reports = 0;
  std::int64_t open_connections = 0;
  double disk_free_bytes = 0;
  bool ehr_up = false;  // the circuit of its calls is closed
  std::chrono::milliseconds consents_unreachable_for{0};
};

// In the order of docs/metrics.md. What the store does not tell now is left out.
std::vector<Measurement> Measure(const ServiceCounts& counts, const bridge::run::Metrics& metrics,
                                 bridge::Inbox& inbox, bridge::ItemQueries& queries, Instant now);

}  // namespace chartbridge
