// /healthz, /readyz and /metrics (contract.md, HTTP).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge {

// One measurement as exported; names, units and meaning are documented in docs/metrics.md.
struct Measurement {
  std::string name;
  std::string type;  // counter, gauge
  std::string help;
  std::string labels;  // `progress="filed"`, or ""
  double value = 0;
};

std::string ToPrometheusText(const std::vector<Measurement>& measurements);

class ServicePages final : public http::Handler {
 public:
  // `ready`: empty when webhooks can be taken, else why not. `measure`: called for each scrape.
  ServicePages(std::function<std::string()> ready,
               std::function<std::vector<Measurement>()> measure)
      : ready_(std::move(ready)), measure_(std::move(measure)) {}
  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  std::function<std::string()> ready_;
  std::function<std::vector<Measurement>()> measure_;
};

}  // namespace chartbridge
