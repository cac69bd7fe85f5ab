#include "connectors/whatsapp/read_item.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/item_key.h"
#include "connectors/whatsapp/read_content.h"
#include "connectors/whatsapp/read_event.h"
#include "connectors/whatsapp/read_message_item.h"
#include "connectors/whatsapp/readable.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Item;
using mappings::ProviderId;
using mappings::Source;

Source SourceOf(const Value& content) {
  const std::string& source = content["source"].text();
  if (source == "echo") return Source::kEcho;
  if (source == "history") return Source::kHistory;
  return Source::kLive;
}

// Of a message in a list it is known who wrote it, and what can be read of it.
std::optional<Issue> ReadBroken(const Value& content, const Value& source, Item& item) {
  const std::optional<ListName> list = FindList(content["list"].text());
  if (list == ListName::kMessages || list == ListName::kEchoes || list == ListName::kHistory) {
    ReadContact(content, source, item);
    if (!TextOf(source["id"]).empty()) item.id = ProviderId(TextOf(source["id"]));
  }
  const Value& fault = content["fault"];
  return Issue{Severity::kError, fault["code"].text(), fault["expression"].text(),
               fault["text"].text()};
}

// Filled into `item` as far as it can be read; what stopped the reading comes back.
std::optional<Issue> ReadInto(const Value& content, const Value& source, Item& item) {
  const std::string& as = content["as"].text();
  if (as == part::kMessage) return ReadMessageItem(content, item);
  if (as == part::kReceipt) return ReadReceipt(content, item);
  if (as == part::kEvent) return ReadEvent(content, item);
  if (as == part::kOther) return ReadOther(content, item);
  return ReadBroken(content, source, item);
}

// As it says, else as its body is named.
std::string TypeOf(const Value& source) {
  const std::string& type = source["type"].text();
  if (!type.empty()) return PlainWord(type);
  if (!source.is_object()) return {};
  for (const auto& [name, body] : *source.object()) {
    if (IsDocumentedType(name)) return name;
  }
  return {};
}

// Receipts and events hold no words of a person.
bool MayHoldWords(const Value& content) {
  const std::optional<ListName> list = FindList(content["list"].text());
  return content["as"].text() != part::kReceipt && list != ListName::kStatuses &&
         list != ListName::kErrors && list != ListName::kEvents;
}

void MakeUnparsable(Issue why, const Value& content, const Value& source, Item& item) {
  item.kind = "unparsable";
  item.item_key = DeriveItemKey(content);
  item.refers_to.reset();
  mappings::Unparsable body{std::move(why)};
  if (MayHoldWords(content)) {
    body.provider_type = TypeOf(source);
    body.readable = ReadableOfMessage(source);
  }
  item.body = std::move(body);
}

// Whoever holds the secret of one channel could otherwise speak for another: nothing that such a
// delivery claims may touch a conversation, an id or a key of the channel that it names.
void MakeUnverified(const Value& content, Item& item) {
  MakeUnparsable(
      Issue{Severity::kError, "security", "", "signed with the secret of another channel"}, content,
      Value(), item);
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
  item.clinic_number = TextOf(content["metadata"]["display_phone_number"]);
  const Value decoded = content.Find("raw") != nullptr ? ItemOf(content) : Value();
  const Value& source = content.Find("raw") != nullptr ? decoded : content["item"];
  if (std::optional<Issue> why = ReadInto(content, source, item)) {
    MakeUnparsable(std::move(*why), content, source, item);
  }
  if (content["unverified"].boolean().value_or(false)) MakeUnverified(content, item);
  return item;
}

}  // namespace chartbridge::whatsapp
