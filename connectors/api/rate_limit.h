// How often a program may ask (reference/audit-and-roles.md section 7: 600 a minute per token).
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/instant.h"

namespace chartbridge::api {

// Any thread. A caller who has been quiet may ask a whole minute's worth at once.
class RateLimit {
 public:
  explicit RateLimit(int per_minute) : per_minute_(per_minute) {}

  // Counts one request of `who`: 0 when it may go on, else after how many seconds the next one may.
  int Take(const std::string& who, Instant now);

 private:
  struct Bucket {
    double left = 0;
    Instant at;
  };
  void Forget(Instant now);

  const int per_minute_;
  std::mutex mutex_;
  // Of those who asked within the last minute, or a few more.
  std::map<std::string, Bucket> buckets_;
};

}  // namespace chartbridge::api
