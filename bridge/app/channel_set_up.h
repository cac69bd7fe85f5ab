// The set-up of the channels as each channel's own kind describes and tries it; remembers how each
// step ended.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bridge/app/finding.h"
#include "bridge/app/settings.h"
#include "bridge/ports/channel_set_up.h"
#include "bridge/ports/item_queries.h"
#include "connectors/api/api_ports.h"

namespace chartbridge {

// When the newest item of a channel came in: looks among the newest items.
std::optional<Instant> LastReceived(bridge::ItemQueries& queries, const std::string& channel);

// Any thread. All outlive it.
class ChannelSetUp {
 public:
  // `set_ups`: by channel id, as `channels`.
  ChannelSetUp(const Settings& settings, const bridge::Channels& channels,
               const std::map<std::string, bridge::ChannelSetUp*>& set_ups)
      : settings_(settings), channels_(channels), set_ups_(set_ups) {}

  // As they were found when they were tried last; tries nothing.
  std::vector<api::ChannelCard> Cards() const;
  // nullopt: no such channel or step. At most some deadlines long.
  std::optional<api::ChannelStep> Try(const std::string& channel, const std::string& step);
  // Every step of every channel, as findings of "channel ID": one in all when everything is fine.
  std::vector<Finding> Check();

 private:
  api::ChannelStep Describe(const std::string& channel, const bridge::SetUpStep& step) const;

  const Settings& settings_;
  const bridge::Channels& channels_;
  const std::map<std::string, bridge::ChannelSetUp*>& set_ups_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, bridge::ChannelFinding> found_;
};

}  // namespace chartbridge
