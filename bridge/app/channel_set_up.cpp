#include "bridge/app/channel_set_up.h"

namespace chartbridge {
namespace {

using bridge::ChannelFinding;
using bridge::SetUpStep;

constexpr int kNewest = 200;

api::Health HealthOf(ChannelFinding::Level level) {
  switch (level) {
    case ChannelFinding::Level::kOk:
      return api::Health::kOk;
    case ChannelFinding::Level::kWarning:
      return api::Health::kWarning;
    case ChannelFinding::Level::kFault:
      return api::Health::kFault;
    case ChannelFinding::Level::kUnknown:
      break;
  }
  return api::Health::kUnknown;
}

Grade GradeOf(ChannelFinding::Level level) {
  switch (level) {
    case ChannelFinding::Level::kOk:
      return Grade::kFine;
    case ChannelFinding::Level::kWarning:
      return Grade::kWarning;
    case ChannelFinding::Level::kFault:
      return Grade::kFault;
    case ChannelFinding::Level::kUnknown:
      break;
  }
  return Grade::kUnknown;
}

}  // namespace

std::optional<Instant> LastReceived(bridge::ItemQueries& queries, const std::string& channel) {
  std::optional<Instant> last;
  bridge::ItemFilter filter;
  filter.limit = kNewest;
  (void)queries.List(filter, [&](const bridge::ItemRow& row) {
    if (row.channel == channel && (!last || row.received > *last)) last = row.received;
    return true;
  });
  return last;
}

api::ChannelStep ChannelSetUp::Describe(const std::string& channel, const SetUpStep& step) const {
  api::ChannelStep shown{step.id, step.title, step.explain, {}, api::Health::kUnknown, ""};
  for (const bridge::SetUpValue& value : step.values)
    shown.values.push_back({value.label, value.value, value.copy});
  const std::lock_guard lock(mutex_);
  const auto found = found_.find({channel, step.id});
  if (found == found_.end()) return shown;
  shown.state = HealthOf(found->second.level);
  shown.sentence = found->second.sentence;
  return shown;
}

std::vector<api::ChannelCard> ChannelSetUp::Cards() const {
  std::vector<api::ChannelCard> cards;
  for (const ChannelSettings& channel : settings_.channels) {
    api::ChannelCard card{channel.id, channel.kind, channel.phone_number_id, {}};
    const auto set_up = set_ups_.find(channel.id);
    if (set_up != set_ups_.end()) {
      for (const SetUpStep& step : set_up->second->Steps(channel.id))
        card.steps.push_back(Describe(channel.id, step));
    }
    cards.push_back(std::move(card));
  }
  return cards;
}

std::optional<api::ChannelStep> ChannelSetUp::Try(const std::string& channel,
                                                  const std::string& step) {
  const auto set_up = set_ups_.find(channel);
  if (set_up == set_ups_.end()) return std::nullopt;
  for (const SetUpStep& described : set_up->second->Steps(channel)) {
    if (described.id != step) continue;
    auto found = set_up->second->Try(channel, step);
    if (!found) return std::nullopt;
    {
      const std::lock_guard lock(mutex_);
      found_[{channel, step}] = std::move(*found);
    }
    return Describe(channel, described);
  }
  return std::nullopt;
}

std::vector<Finding> ChannelSetUp::Check() {
  std::vector<Finding> findings;
  for (const ChannelSettings& set : settings_.channels) {
    const auto channel = channels_.find(set.id);
    if (channel == channels_.end()) continue;
    for (ChannelFinding& found : channel->second->Check(set.id)) {
      if (!found.step.empty()) {
        const std::lock_guard lock(mutex_);
        found_[{set.id, found.step}] = found;
      }
      findings.push_back(
          {GradeOf(found.level), "channel " + set.id, std::move(found.sentence), ""});
    }
  }
  return findings;
}

}  // namespace chartbridge
