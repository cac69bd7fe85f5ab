// What `check` finds, kept for those who look at it while the service runs. Looking never waits for
// a slow part for long.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "bridge/app/finding.h"
#include "connectors/api/api_ports.h"

namespace chartbridge {

struct HealthSettings {
  std::chrono::milliseconds fresh{30000};    // younger findings are given as they are
  std::chrono::milliseconds patience{3000};  // of one who looks, while a check is under way
};

class Health {
 public:
  // `check` is called on a thread of its own, one call at a time.
  Health(std::function<std::vector<Finding>()> check, const Clock& clock,
         HealthSettings settings = {});
  ~Health();  // Stop()
  // No further check begins; waits for the one under way. Read gives the newest findings.
  void Stop();

  // The newest findings; when they are old, a new check begins. The part "checks", state unknown,
  // while the first one is still under way. Any thread.
  std::vector<api::PartHealth> Read();

 private:
  void Run(std::stop_token stop);

  const std::function<std::vector<Finding>()> check_;
  const Clock& clock_;
  const HealthSettings settings_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool wanted_ = false;
  std::vector<api::PartHealth> parts_;
  std::optional<std::chrono::steady_clock::time_point> checked_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace chartbridge
