#include "connectors/whatsapp/read_item.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/item_key.h"
#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/read_event.h"
#include "connectors/whatsapp/read_message_item.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Item;
using mappings::Source;

Source SourceOf(const Value& content) {
  const std::string& source = content["source"].text();
  if (source == "echo") return Source::kEcho;
  if (source == "history") return Source::kHistory;
  return Source::kLive;
}

// Filled into `item` as far as it can be read; what stopped the reading comes back.
std::optional<Issue> ReadInto(const Value& content, Item& item) {
  const std::string& as = content["as"].text();
  if (as == part::kMessage) return ReadMessageItem(content, item);
  if (as == part::kReceipt) return ReadReceipt(content, item);
  if (as == part::kEvent) return ReadEvent(content, item);
  if (as == part::kOther) return ReadOther(content, item);
  const Value& fault = content["fault"];
  return Issue{Severity::kError, fault["code"].text(), fault["expression"].text(),
               fault["text"].text()};
}

void MakeUnparsable(Issue why, const Value& content, Item& item) {
  item.kind = "unparsable";
  item.item_key = DeriveItemKey(content);
  item.refers_to.reset();
  item.body = mappings::Unparsable{std::move(why)};
}

// Whoever holds the secret of one channel could otherwise speak for another: nothing that such a
// delivery claims may touch a conversation, an id or a key of the channel that it names.
void MakeUnverified(const Value& content, Item& item) {
  MakeUnparsable(
      Issue{Severity::kError, "security", "", "signed with the secret of another channel"}, content,
      item);
  item.item_key = "unverified:" + item.item_key;
  item.contact = {};
  item.id.reset();
}

bool IsPart(const std::string& as) {
  return as == part::kMessage || as == part::kReceipt || as == part::kEvent || as == part::kOther ||
         as == part::kBroken;
}

}  // namespace

Result<Item, Issue> ReadItem(const std::string& channel, Instant received, const Value& content) {
  if (!IsPart(content["as"].text())) return Fault("structure", "as", "is none of the known parts");
  Item item;
  item.channel = channel;
  item.received = received;
  item.source = SourceOf(content);
  if (std::optional<Issue> why = ReadInto(content, item)) {
    MakeUnparsable(std::move(*why), content, item);
  }
  if (content["unverified"].boolean().value_or(false)) MakeUnverified(content, item);
  return item;
}

}  // namespace chartbridge::whatsapp
