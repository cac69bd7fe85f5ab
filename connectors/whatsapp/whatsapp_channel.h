// Meta's Cloud API as a channel: everything of this provider is in this folder.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/channel_set_up.h"
#include "connectors/http/client.h"
#include "connectors/whatsapp/channel_settings.h"
#include "connectors/whatsapp/graph_media.h"
#include "connectors/whatsapp/handshake.h"
#include "connectors/whatsapp/split_delivery.h"

namespace chartbridge::whatsapp {

// How the channel comes by what it needs from the program. All of it outlives the channel and may
// be called from any thread.
struct Surroundings {
  http::Client& client;  // to the Graph API and to our own public address, for the set-up
  const Clock& clock;
  Entropy& entropy;
  std::string public_url;  // "" when the clinic has none yet
  // What the file holds; the last good value while it cannot be read. Cheap: asked for each
  // request.
  std::function<Result<std::string, Failure>(const std::filesystem::path&)> secret;
  // What the file holds now, or the end of a sentence that says why it cannot be used.
  std::function<Result<std::string, Failure>(const std::filesystem::path&)> inspect_secret;
  // When the newest item of a channel came in.
  std::function<std::optional<Instant>(const std::string& channel)> last_received;
};

struct WhatsAppSettings {
  std::vector<ChannelSettings> channels;
  GraphMediaSettings media;
  std::chrono::milliseconds set_up_deadline{10000};  // of one call to Graph, or to ourselves
};

class WhatsAppChannel final : public bridge::Channel, public bridge::ChannelSetUp {
 public:
  WhatsAppChannel(WhatsAppSettings settings, Surroundings surroundings);

  std::vector<std::string> Routes() const override;
  std::vector<std::string> Verify(const bridge::SignedRequest& request) const override;
  void Parse(const bridge::RawDelivery& raw, std::int64_t skip,
             const std::function<bool(mappings::Item&&)>& take) const override;
  Result<mappings::Item, Issue> Read(const std::string& channel, Instant received,
                                     const fhir::json::Value& content) const override;
  Result<bridge::FetchedMedia, Failure> FetchMedium(const std::string& channel,
                                                    const mappings::Media& medium,
                                                    bridge::VaultWriter& sink) override;
  // This version says nothing to anybody: kStop, and a sentence that says so.
  Result<bridge::Sent, bridge::SendFailure> Send(const bridge::OutboundMessage& message) override;
  // One finding in all when every step of the set-up holds; else one for each cause.
  std::vector<bridge::ChannelFinding> Check(const std::string& channel) override;

  std::vector<bridge::SetUpStep> Steps(const std::string& channel) const override;
  std::optional<bridge::ChannelFinding> Try(const std::string& channel,
                                            const std::string& step) override;

  // Answers the GET of every route. Lives as long as the channel.
  http::Handler& handshake() { return handshake_; }

 private:
  const ChannelSettings* Find(const std::string& channel) const;
  std::vector<std::string> VerifyTokens() const;
  Result<GraphMedia*, Failure> Media();

  const WhatsAppSettings settings_;
  const Surroundings surroundings_;
  const SplitSettings split_;
  HandshakeHandler handshake_;
  std::mutex mutex_;
  std::unique_ptr<GraphMedia> media_;  // made when it is first needed: it loads a database
};

}  // namespace chartbridge::whatsapp
