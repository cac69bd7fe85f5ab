#include "connectors/whatsapp/read_party.h"

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_contact.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Contact;
using mappings::Direction;

// Keeps the first fault: it is the one a person looks at.
void Add(const Value& object, std::string_view member, const std::string& path, Party& party) {
  std::optional<Issue> fault = AddAddress(object, member, path, party.contact);
  if (fault && !party.fault) party.fault = std::move(fault);
}

bool Nobody(const Contact& contact) { return !contact.phone && !contact.business_scoped_id; }

// `to` stands only in what the business sent; older chunks tell it by the number alone.
bool SentByBusiness(const Value& item, const Value& metadata) {
  if (!item["to"].is_null() || !item["to_user_id"].is_null()) return true;
  const std::optional<std::string> from = NormalisePhone(item["from"].text());
  return from && from == NormalisePhone(metadata["display_phone_number"].text());
}

Direction DirectionOf(const Value& content) {
  const Value& item = content["item"];
  const std::string& list = content["list"].text();
  if (FindList(list) == ListName::kEchoes) return Direction::kOut;
  if (FindList(list) == ListName::kCalls) {
    return item["direction"].text() == "BUSINESS_INITIATED" ? Direction::kOut : Direction::kIn;
  }
  const bool history = content["source"].text() == "history";
  return history && SentByBusiness(item, content["metadata"]) ? Direction::kOut : Direction::kIn;
}

void AddThread(const Value& thread, Party& party) {
  if (!party.contact.phone) {
    Add(thread, "id", "thread", party);
    Add(thread["context"], "wa_id", "thread.context", party);
  }
  if (!party.contact.business_scoped_id) Add(thread["context"], "user_id", "thread.context", party);
}

void AddRecipient(const Value& status, Party& party) {
  const bool group = status["recipient_type"].text() == "group" ||
                     !status["recipient_participant_id"].is_null() ||
                     !status["recipient_participant_user_id"].is_null();
  Add(status, group ? "recipient_participant_user_id" : "recipient_user_id", "status", party);
  Add(status, group ? "recipient_participant_id" : "recipient_id", "status", party);
}

}  // namespace

Party ReadParty(const Value& content) {
  Party party;
  const Value& item = content["item"];
  if (content["as"].text() == part::kReceipt) {
    AddRecipient(item, party);
    return party;
  }
  party.direction = DirectionOf(content);
  const bool out = party.direction == Direction::kOut;
  Add(item, out ? "to_user_id" : "from_user_id", "message", party);
  Add(item, out ? "to" : "from", "message", party);
  if (!content["thread"].is_null()) AddThread(content["thread"], party);
  if (item["type"].text() == "system" && Nobody(party.contact)) {
    Add(item["system"], "previous_user_id", "message.system", party);
  } else if (Nobody(party.contact) && !party.fault) {
    party.fault = Fault("required", out ? "message.to" : "message.from", "names nobody").error();
  }
  return party;
}

}  // namespace chartbridge::whatsapp
