#include "connectors/whatsapp/read_party.h"

#include <algorithm>

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_contact.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Contact;
using mappings::Direction;

// `to` stands only in what the business sent; older chunks tell it by the number alone.
bool SentByBusiness(const Value& item, const Value& metadata) {
  if (!TextOf(item["to"]).empty() || !TextOf(item["to_user_id"]).empty()) return true;
  const std::optional<std::string> from = NormalisePhone(TextOf(item["from"]));
  return from && from == NormalisePhone(TextOf(metadata["display_phone_number"]));
}

Direction DirectionOf(const Value& content, const Value& item) {
  const std::string& list = content["list"].text();
  if (FindList(list) == ListName::kEchoes) return Direction::kOut;
  if (FindList(list) == ListName::kCalls) {
    return item["direction"].text() == "BUSINESS_INITIATED" ? Direction::kOut : Direction::kIn;
  }
  const bool history = content["source"].text() == "history";
  return history && SentByBusiness(item, content["metadata"]) ? Direction::kOut : Direction::kIn;
}

void AddThread(const Value& thread, Contact& contact) {
  if (!contact.phone) {
    AddAddress(thread, "id", contact);
    AddAddress(thread["context"], "wa_id", contact);
  }
  if (!contact.business_scoped_id) AddAddress(thread["context"], "user_id", contact);
}

void AddRecipient(const Value& status, Contact& contact) {
  const bool group = status["recipient_type"].text() == "group" ||
                     !status["recipient_participant_id"].is_null() ||
                     !status["recipient_participant_user_id"].is_null();
  AddAddress(status, group ? "recipient_participant_user_id" : "recipient_user_id", contact);
  AddAddress(status, group ? "recipient_participant_id" : "recipient_id", contact);
}

// Two readers of an address that stands there twice would see two persons.
bool IsNamedTwice(const Value& item, std::string_view name) {
  return item.object() != nullptr &&
         std::count_if(item.object()->begin(), item.object()->end(),
                       [&](const fhir::json::Member& member) { return member.first == name; }) > 1;
}

}  // namespace

Party ReadParty(const Value& content, const Value& item) {
  Party party;
  for (const char* address : {"from", "from_user_id", "to", "to_user_id"}) {
    if (IsNamedTwice(item, address)) return party;
  }
  if (content["as"].text() == part::kReceipt) {
    AddRecipient(item, party.contact);
    return party;
  }
  party.direction = DirectionOf(content, item);
  const bool out = party.direction == Direction::kOut;
  AddAddress(item, out ? "to_user_id" : "from_user_id", party.contact);
  AddAddress(item, out ? "to" : "from", party.contact);
  if (!content["thread"].is_null()) AddThread(content["thread"], party.contact);
  if (item["type"].text() == "system" && IsNobody(party.contact))
    AddAddress(item["system"], "previous_user_id", party.contact);
  return party;
}

}  // namespace chartbridge::whatsapp
