#include "connectors/whatsapp/readable.h"

#include <algorithm>
#include <array>

#include "fhir/r4/text.h"
#include "mappings/form_lines.h"

namespace chartbridge::whatsapp {
namespace {

using fhir::json::Member;
using mappings::MessageText;
using Lines = std::vector<MessageText>;

// Members of a message that say who, when and to what, and nothing that a person wrote.
constexpr std::array<std::string_view, 21> kFrame = {"id",
                                                     "from",
                                                     "from_user_id",
                                                     "from_parent_user_id",
                                                     "from_logical_id",
                                                     "to",
                                                     "to_user_id",
                                                     "to_parent_user_id",
                                                     "to_logical_id",
                                                     "timestamp",
                                                     "type",
                                                     "context",
                                                     "group_id",
                                                     "errors",
                                                     "referral",
                                                     "identity",
                                                     "history_context",
                                                     "recipient_id",
                                                     "recipient_user_id",
                                                     "status",
                                                     "biz_opaque_callback_data"};

// Whose value is the sentence itself; all others are named in their line.
constexpr std::array<std::string_view, 9> kPlain = {"body",  "text",        "caption",
                                                    "title", "description", "emoji",
                                                    "name",  "address",     "formatted_name"};

template <std::size_t N>
bool IsOneOf(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Ids, hashes, links and tokens are for machines.
bool IsForMachines(const std::string& name, const Value& object) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "id",       "sha256",           "mime_type", "static_url", "flow_token", "type",    "payload",
      "voice",    "animated",         "wa_id",     "from",       "timestamp",  "profile", "field",
      "metadata", "messaging_product"};
  const bool medium = object.Find("mime_type") != nullptr || object.Find("sha256") != nullptr;
  return IsOneOf(kNames, name) || name.ends_with("_id") || (medium && name == "url");
}

void AddLine(std::string line, Lines& lines) {
  if (!fhir::r4::IsBlank(line)) lines.emplace_back(std::move(line));
}

// A place as its coordinates are written, when both are numbers.
void AddPlace(const Value& place, Lines& lines) {
  const std::string latitude = TextOf(place["latitude"]);
  const std::string longitude = TextOf(place["longitude"]);
  if (latitude.empty() && longitude.empty()) return;
  const bool usable = place["latitude"].real(true) && place["longitude"].real(true);
  AddLine(usable ? "geo:" + latitude + "," + longitude : latitude + " " + longitude, lines);
}

// "2 × 8841 (3.50 EUR)"
void AddOrdered(const Value& product, Lines& lines) {
  const std::string name = TextOf(product["product_retailer_id"]);
  const std::string quantity = TextOf(product["quantity"]);
  const std::string price = TextOf(product["item_price"]);
  const std::string currency = TextOf(product["currency"]);
  std::string line = quantity.empty() ? name : quantity + " × " + name;
  if (!price.empty()) line += " (" + price + (currency.empty() ? "" : " " + currency) + ")";
  AddLine(std::move(line), lines);
}

void AddValue(const std::string& name, const Value& value, Lines& lines);

void AddMembers(const Value& object, Lines& lines) {
  AddPlace(object, lines);
  for (const Member& member : *object.object()) {
    const auto& [name, value] = member;
    if (name == "latitude" || name == "longitude" || IsForMachines(name, object)) continue;
    if (name == "response_json") {
      AddLine(value.is_string() ? mappings::FormLines(value.text()) : mappings::FormLinesOf(value),
              lines);
    } else if (name == "product_items" && value.is_array()) {
      for (const Value& product : value.items()) AddOrdered(product, lines);
    } else {
      AddValue(name, value, lines);
    }
  }
}

void AddValue(const std::string& name, const Value& value, Lines& lines) {
  if (value.is_object()) return AddMembers(value, lines);
  if (value.is_array()) {
    for (const Value& element : value.items()) AddValue(name, element, lines);
    return;
  }
  const std::string text = mappings::WithoutFlowToken(TextOf(value));
  if (text.empty()) return;
  AddLine(IsOneOf(kPlain, name) ? text : name + ": " + text, lines);
}

// What became of an earlier message; its id is all that a revoke says.
void AddOriginal(const char* what, const Value& body, Lines& lines) {
  const std::string original = TextOf(body["original_message_id"]);
  if (!original.empty()) AddLine(what + original, lines);
}

// `is_said`: the body of the message, whose name nobody needs to read.
void AddBody(const std::string& name, const Value& body, bool is_said, Lines& lines) {
  if (name == "edit" && body.is_object()) {
    AddOriginal("Edited: ", body, lines);
    const Lines edited = ReadableOfMessage(body["message"]);
    lines.insert(lines.end(), edited.begin(), edited.end());
  } else if (name == "revoke" && body.is_object()) {
    AddOriginal("Taken back: ", body, lines);
  } else if (body.is_object()) {
    if (body.Find("filename") != nullptr) AddLine(TextOf(body["filename"]), lines);
    Value rest = body;
    rest.Erase("filename");
    AddMembers(rest, lines);
  } else {
    AddValue(body.is_array() || !is_said ? name : "body", body, lines);
  }
}

}  // namespace

Lines ReadableOfMessage(const Value& message) {
  Lines lines;
  if (!message.is_object()) {
    AddValue("body", message, lines);
    return lines;
  }
  for (const auto& [name, body] : *message.object()) {
    if (!IsOneOf(kFrame, name)) AddBody(name, body, name == message["type"].text(), lines);
  }
  return lines;
}

}  // namespace chartbridge::whatsapp
