#include "mappings/message.h"

namespace chartbridge::mappings {

std::string_view ToString(Direction direction) {
  switch (direction) {
    case Direction::kIn:
      return "in";
    case Direction::kOut:
      return "out";
  }
  return "in";
}

std::string_view ToString(Source source) {
  switch (source) {
    case Source::kLive:
      return "live";
    case Source::kEcho:
      return "echo";
    case Source::kHistory:
      return "history";
    case Source::kImport:
      return "import";
  }
  return "live";
}

const Media* MediaOf(const Item& item) {
  const Message* message = std::get_if<Message>(&item.body);
  const MediaContent* content =
      message != nullptr ? std::get_if<MediaContent>(&message->content) : nullptr;
  return content != nullptr ? &content->media : nullptr;
}

const std::vector<MessageText>* ReadableOf(const Item& item) {
  if (const auto* unsupported = std::get_if<UnsupportedContent>(&item.body))
    return &unsupported->readable;
  if (const auto* unparsable = std::get_if<Unparsable>(&item.body)) return &unparsable->readable;
  if (const auto* change = std::get_if<NumberChange>(&item.body)) return &change->readable;
  return nullptr;
}

std::string_view ProviderTypeOf(const Item& item) {
  if (const auto* unsupported = std::get_if<UnsupportedContent>(&item.body))
    return unsupported->provider_type;
  if (const auto* unparsable = std::get_if<Unparsable>(&item.body))
    return unparsable->provider_type;
  if (const auto* change = std::get_if<NumberChange>(&item.body)) return change->type;
  return {};
}

}  // namespace chartbridge::mappings
