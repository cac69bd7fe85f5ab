#include "connectors/whatsapp/read_message_item.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/read_cards.h"
#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/read_content.h"
#include "connectors/whatsapp/read_number_change.h"
#include "connectors/whatsapp/read_party.h"
#include "connectors/whatsapp/read_time.h"
#include "connectors/whatsapp/readable.h"

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
  const std::string quoted = TextOf(context["id"]);
  if (!quoted.empty() && quoted != kNoContext) message.reply_to = ProviderId(quoted);
  message.frequently_forwarded = TextOf(context["frequently_forwarded"]) == "true";
  message.forwarded = message.frequently_forwarded || TextOf(context["forwarded"]) == "true";
  message.in_group = !source["group_id"].is_null();
}

// The real message may follow under the same id.
bool IsPlaceholder(const std::string& type) {
  return type == "unsupported" || type == "unknown" || type == "media_placeholder";
}

void ReadUnsupported(const std::string& type, const Value& source, Item& item) {
  item.kind = "unsupported";
  item.body =
      mappings::UnsupportedContent{PlainWord(type), IsPlaceholder(type), ReadableOfMessage(source)};
  const std::string original = TextOf(source[type]["original_message_id"]);
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

// A time that cannot be read is no reason to hold what can be.
void ReadSent(const Value& timestamp, Item& item) {
  const Result<SentTime, Issue> sent = ReadTime(timestamp, item.received, "message.timestamp");
  if (sent) item.sent = sent->at;
  item.sent_implausible = !sent || sent->implausible;
}

}  // namespace

void ReadContact(const Value& content, const Value& source, Item& item) {
  Party party = ReadParty(content, source);
  item.direction = party.direction;
  item.contact = std::move(party.contact);
  AddProfile(content["contact"], item.contact);
  const std::string username = TextOf(content["thread"]["context"]["username"]);
  if (!item.contact.profile_name && !username.empty()) {
    item.contact.profile_name = mappings::PersonName(username);
  }
}

std::optional<Issue> ReadMessageItem(const Value& content, Item& item) {
  const Value& source = content["item"];
  ReadContact(content, source, item);
  Result<std::string, Issue> id = RequiredText(source, "id", "message");
  if (!id) return id.error();
  item.item_key = *id;
  item.id = ProviderId(*id);
  ReadSent(source["timestamp"], item);
  Result<std::string, Issue> type = RequiredText(source, "type", "message");
  if (!type) return type.error();
  if (*type == "system") {
    if (!ReadNumberChange(source, item)) ReadUnsupported(*type, source, item);
    return std::nullopt;
  }
  if (IsNobody(item.contact)) {
    const bool out = item.direction == mappings::Direction::kOut;
    return Fault("required", out ? "message.to" : "message.from", "names nobody").error();
  }
  // Seen beside value error 131000: the answer came without anything in it.
  const bool empty_answer = *type == "interactive" && source["interactive"]["type"].text().empty();
  if (!IsDocumentedType(*type) || empty_answer) {
    ReadUnsupported(*type, source, item);
    return std::nullopt;
  }
  if (*type == "contacts" && !item.contact.phone && item.direction == mappings::Direction::kIn) {
    item.contact.phone = OwnNumber(source["contacts"]);
  }
  return ReadDocumented(*type, source, item);
}

}  // namespace chartbridge::whatsapp
