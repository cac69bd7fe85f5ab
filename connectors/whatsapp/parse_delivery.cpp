#include "connectors/whatsapp/parse_delivery.h"

#include "connectors/whatsapp/read_item.h"

namespace chartbridge::whatsapp {

void ParseDelivery(const bridge::RawDelivery& raw, const SplitSettings& settings, std::int64_t skip,
                   const std::function<bool(mappings::Item&&)>& take) {
  SplitDelivery(raw, settings, skip, [&](Piece&& piece) {
    mappings::Item item = std::move(ReadItem(piece.channel, raw.received, piece.content).value());
    item.content = std::move(piece.content);
    return take(std::move(item));
  });
}

std::vector<mappings::Item> ParseWhole(const bridge::RawDelivery& raw,
                                       const SplitSettings& settings) {
  std::vector<mappings::Item> items;
  ParseDelivery(raw, settings, 0, [&items](mappings::Item&& item) {
    items.push_back(std::move(item));
    return true;
  });
  return items;
}

Result<mappings::Item, Issue> ReadStored(const std::string& channel, Instant received,
                                         const fhir::json::Value& content) {
  Result<mappings::Item, Issue> item = ReadItem(channel, received, content);
  if (item) item->content = content;
  return item;
}

}  // namespace chartbridge::whatsapp
