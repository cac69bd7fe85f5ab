// What the runners count. Names, units and meaning as exported: docs/metrics.md.
#pragma once

#include <atomic>
#include <cstdint>

namespace chartbridge::bridge::run {

struct Metrics {
  std::atomic<std::int64_t> deliveries_split{0};
  std::atomic<std::int64_t> items_parsed{0};
  std::atomic<std::int64_t> items_filed{0};
  std::atomic<std::int64_t> items_held{0};
  std::atomic<std::int64_t> items_dropped{0};
  std::atomic<std::int64_t> items_failed{0};
  std::atomic<std::int64_t> pushes_failed{0};
  std::atomic<std::int64_t> media_stored{0};
  std::atomic<std::int64_t> media_filed{0};
  std::atomic<std::int64_t> media_failed{0};
};

}  // namespace chartbridge::bridge::run
