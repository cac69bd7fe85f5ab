#include "mappings/readable_message.h"

namespace chartbridge::mappings {

std::optional<Item> ReadableMessage(const Item& item, const Tables& tables) {
  const bool unsupported = std::holds_alternative<UnsupportedContent>(item.body);
  if (!unsupported && !std::holds_alternative<Unparsable>(item.body)) return std::nullopt;
  const std::vector<MessageText>& readable = *ReadableOf(item);
  if (!unsupported && readable.empty()) return std::nullopt;
  const std::string_view type = ProviderTypeOf(item);
  const char* const sentence = readable.empty() ? "of-kind-unreadable" : "of-kind";
  std::string text =
      Fill(tables.sentences.find(sentence)->second, "kind", type.empty() ? "unknown" : type);
  for (const MessageText& line : readable) text.append("\n").append(line.Reveal());
  Item message = item;
  message.body = Message{.content = Text{MessageText(std::move(text))}};
  return message;
}

}  // namespace chartbridge::mappings
