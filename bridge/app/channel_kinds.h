// The kinds of channels that this program has: the one place that names them. A new kind is a
// folder under connectors/ and a row here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/app/settings.h"
#include "bridge/ports/channel_set_up.h"
#include "connectors/http/client.h"
#include "connectors/intake/intake_handler.h"

namespace chartbridge {

// One object for all channels of a kind.
struct ChannelKind {
  std::string kind;  // also RawDelivery::provider
  std::unique_ptr<bridge::Channel> channel;
  bridge::ChannelSetUp* set_up = nullptr;  // of `channel`
  http::Handler* get = nullptr;            // answers the GETs of its routes; of `channel`
};

// What the kinds need; all of it outlives them.
struct ChannelSurroundings {
  http::Client& client;
  const Clock& clock;
  Entropy& entropy;
  // When the newest item of a channel came in; may be empty.
  std::function<std::optional<Instant>(const std::string& channel)> last_received;
};

// Every kind of the table, also those of which no channel is set: what was stored earlier must
// still be read.
std::vector<ChannelKind> ConnectChannels(const Settings& settings,
                                         const ChannelSurroundings& surroundings);

// Into bridge::Channels: by channel id, and by provider.
bridge::Channels ByChannel(const Settings& settings, const std::vector<ChannelKind>& kinds);
bridge::Channels ByProvider(const std::vector<ChannelKind>& kinds);
// For intake::IntakeHandler.
std::vector<intake::Provider> Providers(const std::vector<ChannelKind>& kinds);

}  // namespace chartbridge
