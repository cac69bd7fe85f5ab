#include "connectors/whatsapp/read_message_item.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/read_cards.h"
#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/read_content.h"
#include "connectors/whatsapp/read_party.h"
#include "connectors/whatsapp/read_time.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Item;
using mappings::Message;
using mappings::ProviderId;

// The constant that stands as context.id inside an edit (Meta, coexistence): no reply.
constexpr std::string_view kNoContext = "M0";

// context serves three uses: a reply, the marks of a forwarded message, a question about a product.
void ReadSurroundings(const Value& source, Message& message) {
  const Value& context = source["context"];
  const std::string& quoted = context["id"].text();
  if (!quoted.empty() && quoted != kNoContext) message.reply_to = ProviderId(quoted);
  message.frequently_forwarded = context["frequently_forwarded"].boolean().value_or(false);
  message.forwarded =
      message.frequently_forwarded || context["forwarded"].boolean().value_or(false);
  message.in_group = !source["group_id"].is_null();
}

// The real message may follow under the same id.
bool IsPlaceholder(const std::string& type) {
  return type == "unsupported" || type == "unknown" || type == "media_placeholder";
}

void ReadUndocumented(const std::string& type, const Value& source, Item& item) {
  item.kind = "unsupported";
  item.body = mappings::Undocumented{PlainWord(type), IsPlaceholder(type)};
  const std::string& original = source[type]["original_message_id"].text();
  if (!original.empty()) item.refers_to = ProviderId(original);
}

std::optional<Issue> ReadDocumented(const std::string& type, const Value& source, Item& item) {
  Result<mappings::Content, Issue> content = ReadContent(type, source);
  if (!content) return content.error();
  item.kind = type;
  Message message;
  message.content = std::move(*content);
  ReadSurroundings(source, message);
  if (const auto* reaction = std::get_if<mappings::Reaction>(&message.content)) {
    item.refers_to = reaction->target;
  } else {
    item.refers_to = message.reply_to;
  }
  item.body = std::move(message);
  return std::nullopt;
}

}  // namespace

std::optional<Issue> ReadMessageItem(const Value& content, Item& item) {
  const Value& source = content["item"];
  Party party = ReadParty(content);
  item.direction = party.direction;
  item.contact = std::move(party.contact);
  AddProfile(content["contact"], item.contact);
  const std::string& username = content["thread"]["context"]["username"].text();
  if (!item.contact.profile_name && !username.empty()) {
    item.contact.profile_name = mappings::PersonName(username);
  }
  Result<std::string, Issue> id = RequiredText(source, "id", "message");
  if (!id) return id.error();
  item.item_key = *id;
  item.id = ProviderId(*id);
  if (party.fault) return party.fault;
  Result<SentTime, Issue> sent = ReadTime(source["timestamp"], item.received, "message.timestamp");
  if (!sent) return sent.error();
  item.sent = sent->at;
  item.sent_implausible = sent->implausible;
  Result<std::string, Issue> type = RequiredText(source, "type", "message");
  if (!type) return type.error();
  // Seen beside value error 131000: the answer came without anything in it.
  const bool empty_answer = *type == "interactive" && source["interactive"]["type"].text().empty();
  if (!IsDocumentedType(*type) || empty_answer) {
    ReadUndocumented(*type, source, item);
    return std::nullopt;
  }
  if (*type == "contacts" && !item.contact.phone && item.direction == mappings::Direction::kIn) {
    item.contact.phone = OwnNumber(source["contacts"]);
  }
  return ReadDocumented(*type, source, item);
}

}  // namespace chartbridge::whatsapp
