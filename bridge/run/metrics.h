// What the runners count. Names, units and meaning as exported: docs/metrics.md.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "base/failure.h"

namespace chartbridge::bridge::run {

inline constexpr std::size_t kFailureKinds = static_cast<std::size_t>(FailureKind::kBusy) + 1;

struct Metrics {
  std::atomic<std::int64_t> deliveries_split{0};
  std::atomic<std::int64_t> deliveries_parked{0};
  std::atomic<std::int64_t> filings_retracted{0};
  std::atomic<std::int64_t> pushes_failed{0};
  std::atomic<std::int64_t> media_stored{0};
  std::atomic<std::int64_t> media_filed{0};
  std::atomic<std::int64_t> media_failed{0};
  std::atomic<std::int64_t> leases_lost{0};
  std::atomic<std::int64_t> swept{0};  // vault objects, keys and payloads that nothing named
  // Every call to the EHR that failed, by FailureKind.
  std::array<std::atomic<std::int64_t>, kFailureKinds> ehr_calls_failed{};
};

}  // namespace chartbridge::bridge::run
