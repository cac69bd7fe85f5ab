#include "mappings/fingerprint.h"

#include <type_traits>

#include "base/codec.h"
#include "base/id.h"
#include "fhir/json/write.h"
#include "mappings/identity.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Array;
using fhir::json::Value;

template <class T>
Value Revealed(const std::optional<T>& value) {
  return value ? Value(value->Reveal()) : Value();
}

Array Lines(const std::vector<MessageText>& lines) {
  Array all;
  for (const MessageText& line : lines) all.emplace_back(line.Reveal());
  return all;
}

Array Said(const Text& text) { return {text.body.Reveal()}; }
Array Said(const MediaContent& content) {
  Value digest;
  if (content.media.sha256) digest = ToHex(*content.media.sha256);
  return {content.media.kind, Revealed(content.caption), digest, Revealed(content.media.file_name)};
}
Array Said(const Location& place) {
  Array all{Revealed(place.name), Revealed(place.address)};
  all.emplace_back(place.latitude ? std::to_string(*place.latitude) : "");
  all.emplace_back(place.longitude ? std::to_string(*place.longitude) : "");
  return all;
}
Array Said(const ContactCards& cards) { return Lines(cards.cards); }
Array Said(const Reaction& reaction) {
  return {reaction.target.Reveal(), Revealed(reaction.emoji)};
}
Array Said(const Answer& answer) {
  return {answer.type, answer.title.Reveal(), Revealed(answer.description),
          Revealed(answer.details)};
}
Array Said(const UnsupportedContent& content) {
  return {content.provider_type, Lines(content.readable)};
}

Array Said(const Message& message) {
  return std::visit([](const auto& content) { return Said(content); }, message.content);
}
Array Said(const Receipt& receipt) { return {receipt.status, receipt.recipient}; }
Array Said(const AccountEvent& event) { return {event.field}; }
Array Said(const NumberChange& change) {
  return {change.type, Revealed(change.from), Revealed(change.to)};
}
Array Said(const Unparsable& body) { return {body.provider_type, Lines(body.readable)}; }

}  // namespace

std::string Fingerprint(const Item& item) {
  Array said = std::visit([](const auto& body) { return Said(body); }, item.body);
  Array whole{Value(std::to_string(item.body.index())), Value(ToString(item.direction))};
  whole.emplace_back(std::move(said));
  return UuidV5(kIdentityNamespace, fhir::json::Write(Value(std::move(whole))));
}

}  // namespace chartbridge::mappings
