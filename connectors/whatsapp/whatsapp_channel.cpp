#include "connectors/whatsapp/whatsapp_channel.h"

#include "connectors/whatsapp/read_item.h"

namespace chartbridge::whatsapp {

std::vector<mappings::Item> WhatsAppChannel::Parse(const bridge::RawDelivery& raw) const {
  std::vector<Piece> pieces = SplitDelivery(raw, settings_.numbers);
  std::vector<mappings::Item> items;
  items.reserve(pieces.size());
  for (Piece& piece : pieces) {
    items.push_back(std::move(ReadItem(piece.channel, raw.received, piece.content).value()));
    items.back().content = std::move(piece.content);
  }
  return items;
}

Result<mappings::Item, Issue> WhatsAppChannel::Read(const std::string& channel, Instant received,
                                                    const fhir::json::Value& content) const {
  Result<mappings::Item, Issue> item = ReadItem(channel, received, content);
  if (item) item->content = content;
  return item;
}

}  // namespace chartbridge::whatsapp
