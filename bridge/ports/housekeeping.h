// What nothing points to any more (redesign.md section 3, the sweep).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/failure.h"

namespace chartbridge::bridge {

struct SweepCounts {
  std::int64_t keys = 0;      // data keys that no row names
  std::int64_t payloads = 0;  // of filings that have ended
};

class Housekeeping {
 public:
  virtual ~Housekeeping() = default;
  // Of these vault objects, those that a medium names.
  virtual Result<std::vector<std::string>, Failure> Referenced(
      const std::vector<std::string>& objects) = 0;
  // Destroys data keys made before `before` that nothing names, and payloads of filings that have
  // ended. In slices; flat memory.
  virtual Result<SweepCounts, Failure> Sweep(Instant before) = 0;
  // True when this process is to sweep now: the last sweep, of any process, began more than
  // `every` ago. Then it has begun.
  virtual Result<bool, Failure> BeginSweep(Instant now, Milliseconds every) = 0;
};

}  // namespace chartbridge::bridge
