// Time and chance, held by run/ and connectors/; pure code is handed values.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>

#include "base/instant.h"

namespace chartbridge {

using Deadline = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
  // Returns false when `stop` was requested before `until`.
  virtual bool WaitUntil(std::stop_token stop, std::chrono::steady_clock::time_point until) = 0;
};

// Cryptographically strong random bytes. Any thread.
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void Fill(std::span<unsigned char> bytes) = 0;
};

}  // namespace chartbridge
