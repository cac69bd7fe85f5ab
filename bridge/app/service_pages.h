// /healthz, /readyz and /metrics (contract.md, HTTP).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/app/measurements.h"
#include "connectors/http/exchange.h"

namespace chartbridge {

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
