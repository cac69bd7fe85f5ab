#include "connectors/whatsapp/whatsapp_channel.h"

#include <algorithm>
#include <exception>

#include "connectors/whatsapp/parse_delivery.h"
#include "connectors/whatsapp/set_up_steps.h"
#include "connectors/whatsapp/set_up_tries.h"
#include "connectors/whatsapp/verify_signature.h"
#include "words/say.h"

namespace chartbridge::whatsapp {
namespace {

using bridge::ChannelFinding;

constexpr const char* kSignatureHeader = "x-hub-signature-256";

SplitSettings NumbersOf(const std::vector<ChannelSettings>& channels) {
  SplitSettings split;
  for (const ChannelSettings& channel : channels)
    split.numbers.push_back({channel.id, channel.phone_number_id});
  return split;
}

}  // namespace

WhatsAppChannel::WhatsAppChannel(WhatsAppSettings settings, Surroundings surroundings)
    : settings_(std::move(settings)),
      surroundings_(std::move(surroundings)),
      split_(NumbersOf(settings_.channels)),
      handshake_([this] { return VerifyTokens(); }) {}

const ChannelSettings* WhatsAppChannel::Find(const std::string& channel) const {
  for (const ChannelSettings& ours : settings_.channels) {
    if (ours.id == channel) return &ours;
  }
  return nullptr;
}

std::vector<std::string> WhatsAppChannel::Routes() const { return {kRoute}; }

// Every channel whose secret fits: numbers of one app share its secret.
std::vector<std::string> WhatsAppChannel::Verify(const bridge::SignedRequest& request) const {
  std::vector<std::string> verified;
  const auto header = request.headers.find(kSignatureHeader);
  if (header == request.headers.end()) return verified;
  std::optional<std::vector<std::string>> matching;
  for (const ChannelSettings& channel : settings_.channels) {
    std::vector<std::string> secrets;
    for (const auto& file : {channel.app_secret_file, channel.app_secret_previous_file}) {
      if (file.empty()) continue;
      if (const auto secret = surroundings_.secret(file)) secrets.push_back(*secret);
    }
    const bool same_app = matching && *matching == secrets;
    if (same_app || VerifySignature(request.body, header->second, secrets)) {
      verified.push_back(channel.id);
      matching = std::move(secrets);
    }
  }
  return verified;
}

std::vector<std::string> WhatsAppChannel::VerifyTokens() const {
  std::vector<std::string> tokens;
  for (const ChannelSettings& channel : settings_.channels) {
    if (const auto token = surroundings_.secret(channel.verify_token_file))
      tokens.push_back(*token);
  }
  return tokens;
}

void WhatsAppChannel::Parse(const bridge::RawDelivery& raw, std::int64_t skip,
                            const std::function<bool(mappings::Item&&)>& take) const {
  ParseDelivery(raw, split_, skip, take);
}

Result<mappings::Item, Issue> WhatsAppChannel::Read(const std::string& channel, Instant received,
                                                    const fhir::json::Value& content) const {
  return ReadStored(channel, received, content);
}

Result<GraphMedia*, Failure> WhatsAppChannel::Media() {
  const std::lock_guard lock(mutex_);
  try {
    if (media_ == nullptr) media_ = std::make_unique<GraphMedia>(settings_.media);
  } catch (const std::exception& trouble) {
    return Fail(FailureKind::kUnreachable, trouble.what());
  }
  return media_.get();
}

Result<bridge::FetchedMedia, Failure> WhatsAppChannel::FetchMedium(const std::string& channel,
                                                                   const mappings::Media& medium,
                                                                   bridge::VaultWriter& sink) {
  const ChannelSettings* ours = Find(channel);
  if (ours == nullptr) return Fail(FailureKind::kRefused, "the channel has no media source");
  const Result<GraphMedia*, Failure> media = Media();
  if (!media) return Unexpected<Failure>(media.error());
  const GraphChannel source{ours->phone_number_id, ours->graph_url,
                            [this, ours] { return surroundings_.secret(ours->access_token_file); }};
  return (*media)->Fetch(source, medium, sink);
}

Result<bridge::Sent, bridge::SendFailure> WhatsAppChannel::Send(const bridge::OutboundMessage&) {
  bridge::SendFailure failure;
  failure.then = bridge::SendFailure::Then::kStop;
  failure.sentence = "Sending is not part of this version: answer from the telephone.";
  return Unexpected<bridge::SendFailure>(std::move(failure));
}

std::vector<bridge::SetUpStep> WhatsAppChannel::Steps(const std::string& channel) const {
  const ChannelSettings* ours = Find(channel);
  if (ours == nullptr) return {};
  return DescribeSteps(surroundings_.public_url, *ours);
}

std::optional<ChannelFinding> WhatsAppChannel::Try(const std::string& channel,
                                                   const std::string& step) {
  const ChannelSettings* ours = Find(channel);
  if (ours == nullptr) return std::nullopt;
  std::optional<Instant> last;
  if (surroundings_.last_received) last = surroundings_.last_received(channel);
  return TryStep(
      {surroundings_.public_url, *ours, surroundings_.inspect_secret, surroundings_.client,
       surroundings_.clock, surroundings_.entropy, settings_.set_up_deadline, last},
      step);
}

std::vector<ChannelFinding> WhatsAppChannel::Check(const std::string& channel) {
  const ChannelSettings* ours = Find(channel);
  if (ours == nullptr) return {};
  if (IsSimulated(*ours)) {
    return {{ChannelFinding::Level::kWarning,
             "",
             {words::Say("simulated-channel"), words::Say("set-four-values")}}};
  }
  std::vector<ChannelFinding> found;
  if (const auto media = Media(); !media)
    found.push_back({ChannelFinding::Level::kFault, "media", {SaidOf(media.error())}});
  for (const bridge::SetUpStep& step : Steps(channel)) {
    std::optional<ChannelFinding> tried = Try(channel, step.id);
    if (!tried || tried->level == ChannelFinding::Level::kOk) continue;
    // One cause shows in several steps; it is said once.
    const bool said = std::any_of(found.begin(), found.end(), [&](const ChannelFinding& one) {
      return one.said == tried->said;
    });
    if (!said) found.push_back(std::move(*tried));
  }
  if (found.empty()) {
    found.push_back({ChannelFinding::Level::kOk, "", {words::Say("channel-complete")}});
  }
  return found;
}

}  // namespace chartbridge::whatsapp
