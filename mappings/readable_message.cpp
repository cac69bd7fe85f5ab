#include "mappings/readable_message.h"

namespace chartbridge::mappings {

std::optional<Item> ReadableMessage(const Item& item) {
  const auto* unsupported = std::get_if<UnsupportedContent>(&item.body);
  if (unsupported == nullptr && !std::holds_alternative<Unparsable>(item.body)) return std::nullopt;
  const std::vector<MessageText>& readable = *ReadableOf(item);
  if (unsupported == nullptr && readable.empty()) return std::nullopt;
  Item message = item;
  message.body =
      Message{.content = UnsupportedContent{.provider_type = std::string(ProviderTypeOf(item)),
                                            .readable = readable}};
  return message;
}

}  // namespace chartbridge::mappings
