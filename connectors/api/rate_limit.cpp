#include "connectors/api/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace chartbridge::api {
namespace {

constexpr std::size_t kManyBuckets = 1024;
constexpr double kMinute = 60'000;  // milliseconds

}  // namespace

int RateLimit::Take(const std::string& who, Instant now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kManyBuckets) Forget(now);
  Bucket& bucket = buckets_.try_emplace(who, Bucket{double(per_minute_), now}).first->second;
  // A clock that was set back gives nothing and takes nothing.
  const double passed = std::max(0.0, double((now - bucket.at).count()));
  bucket.left = std::min(double(per_minute_), bucket.left + passed * per_minute_ / kMinute);
  bucket.at = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return 0;
  }
  return std::max(1, int(std::ceil((1 - bucket.left) * kMinute / per_minute_ / 1000)));
}

void RateLimit::Forget(Instant now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    return double((now - entry.second.at).count()) >= kMinute;
  });
}

}  // namespace chartbridge::api
