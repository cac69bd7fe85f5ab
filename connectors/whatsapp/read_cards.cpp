#include "connectors/whatsapp/read_cards.h"

#include <array>

#include "connectors/whatsapp/read_contact.h"
#include "fhir/json/write.h"

namespace chartbridge::whatsapp {
namespace {

void AddLine(const std::string& text, std::string& lines) {
  if (text.empty()) return;
  if (!lines.empty()) lines += '\n';
  lines += text;
}

// The named members that are text, in that order, with a comma between them.
template <std::size_t N>
std::string Joined(const Value& object, const std::array<std::string_view, N>& names) {
  std::string joined;
  for (std::string_view name : names) {
    const std::string part = TextOf(object[name]);
    if (part.empty()) continue;
    if (!joined.empty()) joined += ", ";
    joined += part;
  }
  return joined;
}

std::string NameOf(const Value& card) {
  std::string formatted = TextOf(card["name"]["formatted_name"]);
  if (!formatted.empty()) return formatted;
  std::string name;
  for (std::string_view part : {"prefix", "first_name", "middle_name", "last_name", "suffix"}) {
    const std::string text = TextOf(card["name"][part]);
    if (text.empty()) continue;
    if (!name.empty()) name += ' ';
    name += text;
  }
  return name;
}

std::string LinesOf(const Value& card) {
  std::string lines;
  AddLine(NameOf(card), lines);
  AddLine(Joined(card["org"], std::array<std::string_view, 3>{"title", "department", "company"}),
          lines);
  for (const Value& phone : card["phones"].items()) {
    const std::string dialled = TextOf(phone["phone"]);
    AddLine(dialled.empty() ? TextOf(phone["wa_id"]) : dialled, lines);
  }
  for (const Value& email : card["emails"].items()) AddLine(TextOf(email["email"]), lines);
  for (const Value& address : card["addresses"].items()) {
    AddLine(Joined(address,
                   std::array<std::string_view, 5>{"street", "zip", "city", "state", "country"}),
            lines);
  }
  for (const Value& url : card["urls"].items()) AddLine(TextOf(url["url"]), lines);
  AddLine(TextOf(card["birthday"]), lines);
  if (lines.empty()) AddLine(TextOf(card["vcard"]), lines);
  return lines.empty() ? fhir::json::Write(card) : lines;
}

}  // namespace

Result<mappings::Content, Issue> ReadCards(const Value& cards) {
  if (!cards.is_array()) return Fault("structure", "contacts", "is not an array");
  mappings::ContactCards read;
  for (const Value& card : cards.items()) {
    read.cards.emplace_back(card.is_object() ? LinesOf(card) : TextOf(card));
  }
  return mappings::Content(std::move(read));
}

std::optional<mappings::PhoneNumber> OwnNumber(const Value& cards) {
  if (cards.items().size() != 1) return std::nullopt;
  const Value& card = cards.at(0);
  if (card["origin"].text() != "contact_request" || card["phones"].items().size() != 1) {
    return std::nullopt;
  }
  const std::string confirmed = TextOf(card["phones"].at(0)["wa_id"]);
  if (IsBusinessScopedId(confirmed)) return std::nullopt;
  std::optional<std::string> digits = NormalisePhone(confirmed);
  if (!digits) return std::nullopt;
  return mappings::PhoneNumber(std::move(*digits));
}

}  // namespace chartbridge::whatsapp
