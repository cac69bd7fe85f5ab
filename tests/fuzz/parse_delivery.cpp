// Any signed bytes become at least one item, and each item is read back equal from the text that is
// stored of it.
#include <string>

#include "connectors/whatsapp/whatsapp_channel.h"
#include "fhir/json/parse.h"
#include "fhir/json/utf8.h"
#include "fhir/json/write.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using mappings::Item;

bool SameItem(const Item& left, const Item& right) {
  return left.item_key == right.item_key && left.channel == right.channel &&
         left.kind == right.kind && left.source == right.source &&
         left.direction == right.direction && left.contact == right.contact &&
         left.id == right.id && left.refers_to == right.refers_to && left.sent == right.sent &&
         left.sent_implausible == right.sent_implausible && left.body.index() == right.body.index();
}

}  // namespace

int ParseDelivery(const std::uint8_t* data, std::size_t size) {
  const whatsapp::WhatsAppChannel channel(
      {{{"main", "109876543210987"}, {"second", "109876543210999"}}});
  const bridge::RawDelivery raw{
      "whatsapp-cloud", {"main"}, std::string(TextOf(data, size)), FromUnixMillis(1787090000000)};
  const std::vector<Item> items = channel.Parse(raw);
  Require(!items.empty());
  for (const Item& item : items) {
    Require(!item.item_key.empty() && !item.kind.empty());
    Require(fhir::json::IsValidUtf8(item.item_key));
    const auto stored = fhir::json::Parse(fhir::json::Write(item.content));
    Require(stored.has_value());
    const auto read = channel.Read(item.channel, item.received, *stored);
    Require(read.has_value() && SameItem(*read, item));
  }
  return 0;
}

}  // namespace chartbridge::fuzz
