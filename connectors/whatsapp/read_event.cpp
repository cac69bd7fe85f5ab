#include "connectors/whatsapp/read_event.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_key.h"
#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/read_number_change.h"
#include "connectors/whatsapp/read_party.h"
#include "connectors/whatsapp/read_time.h"
#include "connectors/whatsapp/readable.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Item;
using mappings::ProviderId;

std::string ParticipantOf(const Value& status) {
  std::string phone = TextOf(status["recipient_participant_id"]);
  return phone.empty() ? TextOf(status["recipient_participant_user_id"]) : phone;
}

// Times of events stand at three places; none that can be read is as good as none.
void ReadOptionalTime(const Value& source, Item& item) {
  for (const Value* time :
       {&source["timestamp"], &source["metadata"]["timestamp"], &source["time"]}) {
    if (time->is_null()) continue;
    const Result<SentTime, Issue> sent = ReadTime(*time, item.received, "timestamp");
    if (!sent) continue;
    item.sent = sent->at;
    item.sent_implausible = sent->implausible;
    return;
  }
}

}  // namespace

std::optional<Issue> ReadReceipt(const Value& content, Item& item) {
  const Value& source = content["item"];
  Party party = ReadParty(content, source);
  item.direction = party.direction;
  item.contact = std::move(party.contact);
  AddProfile(content["contact"], item.contact);
  Result<std::string, Issue> id = RequiredText(source, "id", "status");
  if (!id) return id.error();
  item.id = ProviderId(*id);
  Result<std::string, Issue> status = RequiredText(source, "status", "status");
  if (!status) return status.error();
  const Result<SentTime, Issue> sent =
      ReadTime(source["timestamp"], item.received, "status.timestamp");
  if (sent) item.sent = sent->at;
  item.sent_implausible = !sent || sent->implausible;
  item.refers_to = item.id;
  item.kind = "status";
  const std::string participant = ParticipantOf(source);
  item.item_key = ReceiptKey(*id, *status, participant);
  item.body = mappings::Receipt{std::move(*status), participant};
  return std::nullopt;
}

std::optional<Issue> ReadEvent(const Value& content, Item& item) {
  const Value& source = content["item"];
  const std::string field = PlainWord(content["field"].text());
  item.kind = field;
  item.item_key = DeriveItemKey(content);
  item.body = mappings::AccountEvent{field};
  ReadOptionalTime(source, item);
  // Of all account events only these speak of a person who writes to the clinic.
  if (field == "user_preferences") {
    AddAddress(source, "user_id", item.contact);
    AddAddress(source, "wa_id", item.contact);
  } else if (field == "user_id_update") {
    AddAddress(source, "wa_id", item.contact);
    (void)ReadUserIdUpdate(source, item);
  }
  return std::nullopt;
}

std::optional<Issue> ReadOther(const Value& content, Item& item) {
  const Value& source = content["item"];
  item.kind = "unsupported";
  item.item_key = DeriveItemKey(content);
  const bool whole = content["list"].is_null();
  item.body = mappings::UnsupportedContent{PlainWord(content["type"].text()), false,
                                           ReadableOfMessage(whole ? source["value"] : source)};
  ReadOptionalTime(source, item);
  if (!TextOf(source["id"]).empty()) item.id = ProviderId(TextOf(source["id"]));
  if (FindList(content["list"].text()) == ListName::kCalls) {
    Party party = ReadParty(content, source);
    item.direction = party.direction;
    item.contact = std::move(party.contact);
    AddProfile(content["contact"], item.contact);
  }
  return std::nullopt;
}

}  // namespace chartbridge::whatsapp
