// The set-up of the channels as the console shows it and `check` tries it: remembers how each step
// ended. The steps themselves are the channel's (bridge/ports/channel_set_up.h).
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/app/finding.h"
#include "bridge/app/settings.h"
#include "bridge/ports/channel_set_up.h"
#include "bridge/ports/item_queries.h"
#include "connectors/api/api_ports.h"

namespace chartbridge {

// Looks among the newest items: when the last one of the channel came in.
std::optional<Instant> LastReceived(bridge::ItemQueries& queries, const std::string& channel);

// A channel with what tries it (ChannelKind, channel_kinds.h).
struct ChannelParts {
  std::string kind;
  bridge::Channel* channel = nullptr;
  bridge::ChannelSetUp* set_up = nullptr;
};

// Any thread. The settings and the channels must outlive it.
class ChannelCards {
 public:
  ChannelCards(const Settings& settings, std::vector<ChannelParts> kinds);

  // As they were found when they were tried last; tries nothing.
  std::vector<api::ChannelCard> Cards() const;
  // nullopt: no such channel or step. At most some deadlines long.
  std::optional<api::ChannelStep> Try(const std::string& channel, const std::string& step);
  // Every step of every channel, as findings of "channel ID": one in all when everything is fine.
  std::vector<Finding> Check();

 private:
  const ChannelParts* Of(const ChannelSettings& channel) const;

  const Settings& settings_;
  const std::vector<ChannelParts> kinds_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, bridge::ChannelFinding> found_;
};

}  // namespace chartbridge
