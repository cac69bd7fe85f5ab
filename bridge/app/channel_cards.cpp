#include "bridge/app/channel_cards.h"

#include "words/say.h"

namespace chartbridge {
namespace {

using bridge::ChannelFinding;

constexpr int kNewest = 200;

api::Health ToHealth(ChannelFinding::Level level) {
  switch (level) {
    case ChannelFinding::Level::kOk:
      return api::Health::kOk;
    case ChannelFinding::Level::kWarning:
      return api::Health::kWarning;
    case ChannelFinding::Level::kFault:
      return api::Health::kFault;
    case ChannelFinding::Level::kUnknown:
      return api::Health::kUnknown;
  }
  return api::Health::kUnknown;
}

Grade ToGrade(ChannelFinding::Level level) {
  switch (level) {
    case ChannelFinding::Level::kOk:
      return Grade::kFine;
    case ChannelFinding::Level::kWarning:
      return Grade::kWarning;
    case ChannelFinding::Level::kFault:
      return Grade::kFault;
    case ChannelFinding::Level::kUnknown:
      return Grade::kUnknown;
  }
  return Grade::kUnknown;
}

api::ChannelStep ToStep(bridge::SetUpStep step) {
  return {std::move(step), api::Health::kUnknown, {words::Say("not-tried")}};
}

void Show(const ChannelFinding& found, api::ChannelStep& step) {
  step.state = ToHealth(found.level);
  step.said = found.said;
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

ChannelCards::ChannelCards(const Settings& settings, std::vector<ChannelParts> kinds)
    : settings_(settings), kinds_(std::move(kinds)) {}

const ChannelParts* ChannelCards::Of(const ChannelSettings& channel) const {
  for (const ChannelParts& kind : kinds_) {
    if (kind.kind == channel.kind) return &kind;
  }
  return nullptr;
}

std::vector<api::ChannelCard> ChannelCards::Cards() const {
  std::vector<api::ChannelCard> cards;
  const std::lock_guard lock(mutex_);
  for (const ChannelSettings& channel : settings_.channels) {
    const ChannelParts* kind = Of(channel);
    if (kind == nullptr) continue;
    api::ChannelCard card{channel.id, channel.kind, channel.phone_number_id, {}};
    for (const bridge::SetUpStep& step : kind->set_up->Steps(channel.id)) {
      card.steps.push_back(ToStep(step));
      const auto found = found_.find({channel.id, step.id});
      if (found != found_.end()) Show(found->second, card.steps.back());
    }
    cards.push_back(std::move(card));
  }
  return cards;
}

std::optional<api::ChannelStep> ChannelCards::Try(const std::string& channel,
                                                  const std::string& step) {
  for (const ChannelSettings& set : settings_.channels) {
    const ChannelParts* kind = set.id == channel ? Of(set) : nullptr;
    if (kind == nullptr) continue;
    for (const bridge::SetUpStep& known : kind->set_up->Steps(channel)) {
      if (known.id != step) continue;
      const std::optional<ChannelFinding> found = kind->set_up->Try(channel, step);
      if (!found) return std::nullopt;
      api::ChannelStep shown = ToStep(known);
      Show(*found, shown);
      const std::lock_guard lock(mutex_);
      found_[{channel, step}] = *found;
      return shown;
    }
  }
  return std::nullopt;
}

std::vector<Finding> ChannelCards::Check() {
  std::vector<Finding> findings;
  for (const ChannelSettings& channel : settings_.channels) {
    const ChannelParts* kind = Of(channel);
    if (kind == nullptr) continue;
    for (const ChannelFinding& found : kind->channel->Check(channel.id)) {
      findings.push_back({ToGrade(found.level), "channel " + channel.id, found.said, {}});
      const std::lock_guard lock(mutex_);
      if (!found.step.empty()) found_[{channel.id, found.step}] = found;
    }
  }
  return findings;
}

}  // namespace chartbridge
