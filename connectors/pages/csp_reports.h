// Where browsers say that a page of ours tried what its policy forbids. Counted, never kept: a
// report names URLs, and a URL may name a patient.
#pragma once

#include <atomic>
#include <cstdint>

#include "connectors/http/exchange.h"

namespace chartbridge::pages {

class CspReports final : public http::Handler {
 public:
  static constexpr const char* kPath = "/csp-reports";

  void Handle(http::Request& request, http::Responder& responder) override;
  // Metric chartbridge_csp_reports_total; any thread.
  std::int64_t total() const { return total_; }

 private:
  std::atomic<std::int64_t> total_{0};
};

}  // namespace chartbridge::pages
