// Any signed bytes become at least one item, and each item is read back equal from the text that is
// stored of it.
#include "connectors/whatsapp/parse_delivery.h"

#include <string>

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
         left.sent_implausible == right.sent_implausible &&
         left.clinic_number == right.clinic_number && left.body.index() == right.body.index();
}

}  // namespace

int ParseDelivery(const std::uint8_t* data, std::size_t size) {
  const whatsapp::SplitSettings numbers{
      {{"main", "109876543210987"}, {"second", "109876543210999"}}, ""};
  const bridge::RawDelivery raw{
      "whatsapp-cloud", {"main"}, std::string(TextOf(data, size)), FromUnixMillis(1787090000000)};
  const std::vector<Item> items = whatsapp::ParseWhole(raw, numbers);
  Require(!items.empty());
  // Skipping gives the rest of the same items, and nothing is made beyond what is taken.
  const std::int64_t skip = std::int64_t(items.size()) / 2;
  std::size_t next = std::size_t(skip);
  whatsapp::ParseDelivery(raw, numbers, skip, [&](Item&& item) {
    Require(next < items.size() && SameItem(item, items[next]));
    return ++next < items.size();
  });
  Require(next == items.size());
  for (const Item& item : items) {
    Require(!item.item_key.empty() && !item.kind.empty());
    Require(fhir::json::IsValidUtf8(item.item_key));
    const auto stored = fhir::json::Parse(fhir::json::Write(item.content));
    Require(stored.has_value());
    const auto read = whatsapp::ReadStored(item.channel, item.received, *stored);
    Require(read.has_value() && SameItem(*read, item));
  }
  return 0;
}

}  // namespace chartbridge::fuzz
