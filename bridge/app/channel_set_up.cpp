#include "bridge/app/channel_set_up.h"

#include <algorithm>

#include "bridge/app/channel_tries.h"

namespace chartbridge {
namespace {

constexpr int kNewest = 200;

api::Health ToHealth(Grade grade) {
  switch (grade) {
    case Grade::kFine:
      return api::Health::kOk;
    case Grade::kWarning:
      return api::Health::kWarning;
    case Grade::kFault:
      return api::Health::kFault;
    case Grade::kUnknown:
      return api::Health::kUnknown;
  }
  return api::Health::kUnknown;
}

// "the token works" -> "The token works." and what to do after it.
std::string Sentence(const Finding& found) {
  const auto begin = [](std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
    return text + ".";
  };
  return begin(found.what) + (found.what_to_do.empty() ? "" : " " + begin(found.what_to_do));
}

void Show(const Finding& found, api::ChannelStep& step) {
  step.state = ToHealth(found.grade);
  step.sentence = Sentence(found);
}

// These need Meta; the simulated WhatsApp does not answer them.
bool AsksMeta(const std::string& step) {
  return step != "app-secret" && step != "verify-token" && step != "first-message";
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

ChannelSetUp::ChannelSetUp(const Settings& settings, SetUpPorts ports)
    : settings_(settings), ports_(std::move(ports)) {}

std::vector<api::ChannelCard> ChannelSetUp::Cards() const {
  std::vector<api::ChannelCard> cards;
  const std::lock_guard lock(mutex_);
  for (const ChannelSettings& channel : settings_.channels) {
    api::ChannelCard card{channel.id, channel.kind, channel.phone_number_id,
                          DescribeSteps(settings_, channel)};
    for (api::ChannelStep& step : card.steps) {
      const auto found = found_.find({channel.id, step.id});
      if (found != found_.end()) Show(found->second, step);
    }
    cards.push_back(std::move(card));
  }
  return cards;
}

Finding ChannelSetUp::TryOne(const ChannelSettings& channel, const std::string& step) const {
  if (IsSimulated(channel) && AsksMeta(step)) {
    return {Grade::kUnknown, "", "this channel uses the simulated WhatsApp",
            "set the values of your own number to try this"};
  }
  const Trying trying{settings_,    channel,        ports_.client,
                      ports_.clock, ports_.entropy, ports_.deadline};
  if (step == "public-address") return TryPublicAddress(trying);
  if (step == "app-secret") return TryAppSecret(trying);
  if (step == "number") return TryNumber(trying);
  if (step == "access-token") return TryAccessToken(trying);
  if (step == "verify-token") return TryVerifyToken(trying);
  if (step == "callback") return TryCallback(trying);
  if (step == "subscription") return TrySubscription(trying);
  if (step == "registration") return TryRegistration(trying);
  return TryFirstMessage(ports_.last_received ? ports_.last_received(channel.id) : std::nullopt);
}

void ChannelSetUp::Remember(const ChannelSettings& channel, const std::string& step,
                            const Finding& found) {
  const std::lock_guard lock(mutex_);
  found_[{channel.id, step}] = found;
}

std::optional<api::ChannelStep> ChannelSetUp::Try(const std::string& channel,
                                                  const std::string& step) {
  const auto& all = settings_.channels;
  const auto set = std::find_if(all.begin(), all.end(),
                                [&](const ChannelSettings& one) { return one.id == channel; });
  if (set == all.end()) return std::nullopt;
  for (api::ChannelStep& described : DescribeSteps(settings_, *set)) {
    if (described.id != step) continue;
    const Finding found = TryOne(*set, step);
    Remember(*set, step, found);
    Show(found, described);
    return std::move(described);
  }
  return std::nullopt;
}

void ChannelSetUp::CheckOne(const ChannelSettings& channel, std::vector<Finding>& findings) {
  const std::string part = "channel " + channel.id;
  if (IsSimulated(channel)) {
    findings.push_back({Grade::kWarning, part, "it uses the simulated WhatsApp",
                        "set the four values of your number when you go live"});
    return;
  }
  std::vector<Finding> faults;
  for (const api::ChannelStep& step : DescribeSteps(settings_, channel)) {
    Finding found = TryOne(channel, step.id);
    Remember(channel, step.id, found);
    found.part = part;
    // One cause shows in several steps; it is said once.
    const bool said = std::any_of(faults.begin(), faults.end(),
                                  [&](const Finding& one) { return one.what == found.what; });
    if (found.grade != Grade::kFine && !said) faults.push_back(std::move(found));
  }
  if (faults.empty())
    faults.push_back({Grade::kFine, part, "every step of its set-up holds, and messages come", ""});
  findings.insert(findings.end(), faults.begin(), faults.end());
}

std::vector<Finding> ChannelSetUp::Check() {
  std::vector<Finding> findings;
  for (const ChannelSettings& channel : settings_.channels) CheckOne(channel, findings);
  return findings;
}

}  // namespace chartbridge
