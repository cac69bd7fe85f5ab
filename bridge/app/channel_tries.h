// One function for each step of channel_steps.h: tries it, says what it found.
#pragma once

#include <optional>

#include "base/clock.h"
#include "bridge/app/finding.h"
#include "bridge/app/graph_number.h"
#include "bridge/app/settings.h"

namespace chartbridge {

struct Trying {
  const Settings& settings;
  const ChannelSettings& channel;
  http::Client& client;
  const Clock& clock;
  Entropy& entropy;
  std::chrono::milliseconds deadline;
};

Finding TryPublicAddress(const Trying& trying);
Finding TryAppSecret(const Trying& trying);
Finding TryNumber(const Trying& trying);
Finding TryAccessToken(const Trying& trying);
Finding TryVerifyToken(const Trying& trying);
// Does what Meta does when the callback is saved, and compares with what Meta has.
Finding TryCallback(const Trying& trying);
Finding TrySubscription(const Trying& trying);
Finding TryRegistration(const Trying& trying);
Finding TryFirstMessage(const std::optional<Instant>& last);

}  // namespace chartbridge
