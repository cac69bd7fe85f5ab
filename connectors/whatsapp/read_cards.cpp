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
    const std::string& part = object[name].text();
    if (part.empty()) continue;
    if (!joined.empty()) joined += ", ";
    joined += part;
  }
  return joined;
}

std::string NameOf(const Value& card) {
  const std::string& formatted = card["name"]["formatted_name"].text();
  if (!formatted.empty()) return formatted;
  std::string name;
  for (std::string_view part : {"prefix", "first_name", "middle_name", "last_name", "suffix"}) {
    const std::string& text = card["name"][part].text();
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
    const std::string& dialled = phone["phone"].text();
    AddLine(dialled.empty() ? phone["wa_id"].text() : dialled, lines);
  }
  for (const Value& email : card["emails"].items()) AddLine(email["email"].text(), lines);
  for (const Value& address : card["addresses"].items()) {
    AddLine(Joined(address,
                   std::array<std::string_view, 5>{"street", "zip", "city", "state", "country"}),
            lines);
  }
  for (const Value& url : card["urls"].items()) AddLine(url["url"].text(), lines);
  AddLine(card["birthday"].text(), lines);
  if (lines.empty()) AddLine(card["vcard"].text(), lines);
  return lines.empty() ? fhir::json::Write(card) : lines;
}

}  // namespace

Result<mappings::Content, Issue> ReadCards(const Value& cards) {
  if (!cards.is_array()) return Fault("structure", "contacts", "is not an array");
  if (cards.items().empty()) return Fault("value", "contacts", "is empty");
  mappings::ContactCards read;
  for (std::size_t i = 0; i < cards.items().size(); ++i) {
    const Value& card = cards.at(i);
    if (!card.is_object()) {
      return Fault("structure", "contacts[" + std::to_string(i) + "]", "is not an object");
    }
    read.cards.emplace_back(LinesOf(card));
  }
  return mappings::Content(std::move(read));
}

std::optional<mappings::PhoneNumber> OwnNumber(const Value& cards) {
  if (cards.items().size() != 1) return std::nullopt;
  const Value& card = cards.at(0);
  if (card["origin"].text() != "contact_request" || card["phones"].items().size() != 1) {
    return std::nullopt;
  }
  const std::string& confirmed = card["phones"].at(0)["wa_id"].text();
  if (IsBusinessScopedId(confirmed)) return std::nullopt;
  std::optional<std::string> digits = NormalisePhone(confirmed);
  if (!digits) return std::nullopt;
  return mappings::PhoneNumber(std::move(*digits));
}

}  // namespace chartbridge::whatsapp
