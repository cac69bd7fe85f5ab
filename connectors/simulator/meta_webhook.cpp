#include "connectors/simulator/meta_webhook.h"

#include <chrono>
#include <utility>

#include "connectors/crypto/crypto.h"
#include "fhir/json/utf8.h"
#include "fhir/json/write.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

std::string Timestamp(Instant at) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

Value Metadata(const BusinessNumber& business) {
  return Object{{"display_phone_number", business.display_number},
                {"phone_number_id", business.phone_number_id}};
}

Value Envelope(const BusinessNumber& business, const std::string& field, Value value) {
  const Value change = Object{{"value", std::move(value)}, {"field", field}};
  const Value entry = Object{{"id", business.account}, {"changes", Array{change}}};
  return Object{{"object", "whatsapp_business_account"}, {"entry", Array{entry}}};
}

Value Contact(const Persona& person, bool with_profile) {
  Value contact = Object{};
  if (with_profile) contact.Set("profile", Object{{"name", person.name}});
  contact.Set("wa_id", person.wa);
  if (!person.bsuid.empty()) contact.Set("user_id", person.bsuid);
  return contact;
}

Value With(Value value, const char* name, const std::string& text) {
  if (!text.empty()) value.Set(name, text);
  return value;
}

}  // namespace

std::string MakeWamid(const std::string& wa, Bound bound, std::string_view seed) {
  const std::string random = ToHex(crypto::Sha256(seed)).substr(0, 18);
  std::string record("\x1c\x18", 2);
  record += static_cast<char>(wa.size());
  record += wa;
  record += std::string("\x15\x02\x00", 3);
  record += bound == Bound::kIn ? '\x12' : '\x11';
  record += std::string("\x18\x14", 2) + "3A";
  for (const char c : random) record += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  record += '\0';
  return "wamid." + ToBase64(record);
}

Value MessageDelivery(const BusinessNumber& business, const Persona& from, Value message,
                      const std::string& wamid, Instant at) {
  message.Set("from", from.wa);
  message = With(std::move(message), "from_user_id", from.bsuid);
  message.Set("id", wamid);
  message.Set("timestamp", Timestamp(at));
  return Envelope(business, "messages",
                  Object{{"messaging_product", "whatsapp"},
                         {"metadata", Metadata(business)},
                         {"contacts", Array{Contact(from, true)}},
                         {"messages", Array{std::move(message)}}});
}

Value EchoDelivery(const BusinessNumber& business, const Persona& to, Value message,
                   const std::string& wamid, Instant at) {
  message.Set("from", business.display_number);
  message.Set("to", to.wa);
  message = With(std::move(message), "to_user_id", to.bsuid);
  message.Set("id", wamid);
  message.Set("timestamp", Timestamp(at));
  return Envelope(business, "smb_message_echoes",
                  Object{{"messaging_product", "whatsapp"},
                         {"metadata", Metadata(business)},
                         {"contacts", Array{Contact(to, false)}},
                         {"message_echoes", Array{std::move(message)}}});
}

Value StatusDelivery(const BusinessNumber& business, const Persona& to, const std::string& status,
                     const std::string& wamid, Instant at) {
  Value receipt = Object{
      {"id", wamid}, {"status", status}, {"timestamp", Timestamp(at)}, {"recipient_id", to.wa}};
  receipt = With(std::move(receipt), "recipient_user_id", to.bsuid);
  return Envelope(business, "messages",
                  Object{{"messaging_product", "whatsapp"},
                         {"metadata", Metadata(business)},
                         {"contacts", Array{Contact(to, true)}},
                         {"statuses", Array{std::move(receipt)}}});
}

Value EventDelivery(const BusinessNumber& business, const Value& event) {
  return Envelope(business, event["field"].text(), event["value"]);
}

std::string WriteLikeMeta(const Value& delivery) {
  const std::string json = fhir::json::Write(delivery);
  std::string wire;
  wire.reserve(json.size() * 2);
  for (const char16_t unit : fhir::json::ToUtf16(json)) {
    if (unit == u'/') {
      wire += "\\/";
    } else if (unit < 0x80) {
      wire += static_cast<char>(unit);
    } else {
      const unsigned char bytes[2] = {static_cast<unsigned char>(unit >> 8U),
                                      static_cast<unsigned char>(unit)};
      wire += "\\u" + ToHex(bytes);
    }
  }
  return wire;
}

std::string Sign(std::string_view body, std::string_view app_secret) {
  return "sha256=" + ToHex(crypto::HmacSha256(app_secret, body));
}

}  // namespace chartbridge::simulator
