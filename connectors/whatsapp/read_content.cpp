#include "connectors/whatsapp/read_content.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "connectors/whatsapp/read_answer.h"
#include "connectors/whatsapp/read_cards.h"
#include "connectors/whatsapp/read_media.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::Content;
using mappings::MessageText;

constexpr std::array<std::string_view, 11> kDocumented = {
    "text",     "image",    "video",    "audio",       "document", "sticker",
    "location", "contacts", "reaction", "interactive", "button"};

std::optional<MessageText> Words(std::optional<std::string> text) {
  if (!text || text->empty()) return std::nullopt;
  return MessageText(std::move(*text));
}

// An empty message is one: it is filed and says so.
Result<Content, Issue> ReadTextBody(const Value& text) {
  Result<std::optional<std::string>, Issue> body = OptionalText(text, "body", "text");
  if (!body) return Unexpected(body.error());
  return Content(mappings::Text{MessageText(body->value_or(""))});
}

// Coordinates come as numbers; older payloads and some providers write them as text.
std::optional<double> ReadDegrees(const Value& location, std::string_view name, double limit) {
  const std::optional<double> degrees = location[name].real(true);
  if (!degrees || !std::isfinite(*degrees) || std::abs(*degrees) > limit) return std::nullopt;
  return degrees;
}

// A place without usable coordinates still has its name and address.
Result<Content, Issue> ReadLocation(const Value& location) {
  Result<std::optional<std::string>, Issue> name = OptionalText(location, "name", "location");
  if (!name) return Unexpected(name.error());
  Result<std::optional<std::string>, Issue> address = OptionalText(location, "address", "location");
  if (!address) return Unexpected(address.error());
  mappings::Location place{ReadDegrees(location, "latitude", 90),
                           ReadDegrees(location, "longitude", 180), Words(std::move(*name)),
                           Words(std::move(*address))};
  if (!place.latitude || !place.longitude) place.latitude = place.longitude = std::nullopt;
  return Content(std::move(place));
}

// Taking a reaction back is told by an absent emoji (Meta) or by an empty one (seen in the wild).
Result<Content, Issue> ReadReaction(const Value& reaction) {
  Result<std::string, Issue> target = RequiredText(reaction, "message_id", "reaction");
  if (!target) return Unexpected(target.error());
  Result<std::optional<std::string>, Issue> emoji = OptionalText(reaction, "emoji", "reaction");
  if (!emoji) return Unexpected(emoji.error());
  return Content(
      mappings::Reaction{mappings::ProviderId(std::move(*target)), Words(std::move(*emoji))});
}

}  // namespace

bool IsDocumentedType(std::string_view type) {
  return std::find(kDocumented.begin(), kDocumented.end(), type) != kDocumented.end();
}

Result<Content, Issue> ReadContent(const std::string& type, const Value& message) {
  const Value* body = message.Find(type);
  if (body == nullptr || body->is_null()) return Fault("required", type, "is missing");
  if (type == "contacts") return ReadCards(*body);
  if (!body->is_object()) return Fault("structure", type, "is not an object");
  if (type == "text") return ReadTextBody(*body);
  if (type == "location") return ReadLocation(*body);
  if (type == "reaction") return ReadReaction(*body);
  if (type == "interactive") return ReadInteractive(*body);
  if (type == "button") return ReadButton(*body);
  return ReadMedia(type, *body, message["errors"]);
}

}  // namespace chartbridge::whatsapp
