// Meta's Cloud API as a way in (bridge/ports/channel.h).
#pragma once

#include <vector>

#include "bridge/ports/channel.h"
#include "connectors/whatsapp/split_delivery.h"

namespace chartbridge::whatsapp {

struct WhatsAppSettings {
  std::vector<ChannelNumber> numbers;
};

class WhatsAppChannel final : public bridge::Channel {
 public:
  explicit WhatsAppChannel(WhatsAppSettings settings) : settings_(std::move(settings)) {}

  std::vector<mappings::Item> Parse(const bridge::RawDelivery& raw) const override;
  Result<mappings::Item, Issue> Read(const std::string& channel, Instant received,
                                     const fhir::json::Value& content) const override;

 private:
  WhatsAppSettings settings_;
};

}  // namespace chartbridge::whatsapp
