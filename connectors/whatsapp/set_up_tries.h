// One function for each step of set_up_steps.h: tries it, says what it found.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.h"
#include "bridge/ports/channel.h"
#include "connectors/http/client.h"
#include "connectors/whatsapp/channel_settings.h"
#include "connectors/whatsapp/graph_number.h"

namespace chartbridge::whatsapp {

// What is in a file of secrets now, without white space around it; a failure names the file.
using ReadFile = std::function<Result<std::string, Failure>(const std::filesystem::path&)>;

struct Trying {
  const std::string& public_url;
  const ChannelSettings& channel;
  const ReadFile& read_secret;
  http::Client& client;
  const Clock& clock;
  Entropy& entropy;
  std::chrono::milliseconds deadline;  // of one call to Graph, or to ourselves
  std::optional<Instant> last_received;
};

// nullopt: no such step.
std::optional<bridge::ChannelFinding> TryStep(const Trying& trying, const std::string& step);

}  // namespace chartbridge::whatsapp
