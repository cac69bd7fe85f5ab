// Tries the steps of channel_steps.h, one at a time or all, and remembers how each ended.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/app/channel_steps.h"
#include "bridge/app/finding.h"
#include "bridge/ports/item_queries.h"
#include "connectors/http/client.h"

namespace chartbridge {

struct SetUpPorts {
  http::Client& client;
  const Clock& clock;
  Entropy& entropy;
  // When the newest item of a channel came in.
  std::function<std::optional<Instant>(const std::string& channel)> last_received;
  std::chrono::milliseconds deadline{10000};  // of one call to Graph, or to ourselves
};

// For SetUpPorts::last_received: looks among the newest items.
std::optional<Instant> LastReceived(bridge::ItemQueries& queries, const std::string& channel);

// Any thread. The settings must outlive it.
class ChannelSetUp {
 public:
  ChannelSetUp(const Settings& settings, SetUpPorts ports);

  // As they were found when they were tried last; tries nothing.
  std::vector<api::ChannelCard> Cards() const;
  // nullopt: no such channel or step. At most some deadlines long.
  std::optional<api::ChannelStep> Try(const std::string& channel, const std::string& step);
  // Every step of every channel, as findings of "channel ID": one in all when everything is fine.
  std::vector<Finding> Check();

 private:
  Finding TryOne(const ChannelSettings& channel, const std::string& step) const;
  void CheckOne(const ChannelSettings& channel, std::vector<Finding>& findings);
  void Remember(const ChannelSettings& channel, const std::string& step, const Finding& found);

  const Settings& settings_;
  const SetUpPorts ports_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Finding> found_;
};

}  // namespace chartbridge
