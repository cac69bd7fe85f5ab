// The Consents of an EHR, and since when they cannot be read: then nothing is filed for anybody.
#pragma once

#include <atomic>

#include "base/clock.h"
#include "bridge/ports/ehr.h"

namespace chartbridge {

// Both outlive it. Any thread.
class WatchedConsents final : public bridge::ConsentSource {
 public:
  WatchedConsents(bridge::ConsentSource& inner, const Clock& clock)
      : inner_(inner), clock_(clock) {}

  Result<std::vector<fhir::json::Value>, Failure> Current(
      const std::vector<std::string>& patients) override {
    auto consents = inner_.Current(patients);
    std::int64_t none = 0;
    if (consents) {
      since_ = 0;
    } else {
      since_.compare_exchange_strong(none, ToUnixMillis(clock_.Now()));
    }
    return consents;
  }

  // How long no read has succeeded, since the first that failed; 0 when the last one did.
  std::chrono::milliseconds unreachable_for() const {
    const std::int64_t since = since_;
    return since == 0 ? Milliseconds(0) : clock_.Now() - FromUnixMillis(since);
  }

 private:
  bridge::ConsentSource& inner_;
  const Clock& clock_;
  std::atomic<std::int64_t> since_{0};
};

}  // namespace chartbridge
