#include "connectors/api/item_view.h"

#include "connectors/api/item_json.h"

namespace chartbridge::api {
namespace {

using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

std::string ContactIn(const ItemRow& row, const bridge::Channels& channels) {
  const auto item = ReadItem(row, channels);
  return item ? ContactOf(*item) : "";
}

Value MediaView(const ItemRow& row) {
  Array all;
  for (const bridge::MediaRow& media : row.media) {
    Value one;
    one.Set("part", PartOf(media));
    one.Set("state", bridge::ToString(media.progress));
    one.Set("reason", OrNull(std::string(bridge::ToString(media.reason))));
    one.Set("content_type", OrNull(media.content_type));
    one.Set("reason_text", OrNull(ConsoleSentence(media.reason)));
    one.Set("attempts", media.attempts);
    const bool held = media.progress == bridge::MediaProgress::kHeld;
    one.Set("deadline", InstantOrNull(held ? media.deadline : std::nullopt));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::string Mask(const std::string& number) {
  return number.size() < 6 ? "•••" : "•••" + number.substr(number.size() - 2);
}

std::string ConsoleSentence(bridge::Reason reason) {
  return std::string(bridge::SentenceOf(reason, bridge::Language::kEnglish, true));
}

Value ItemView(const ItemRow& row, const bridge::Channels& channels, Shown shown) {
  const bool bare = shown == Shown::kBare;
  std::string contact = bare ? "" : ContactIn(row, channels);
  if (shown == Shown::kMasked && !contact.empty()) contact = Mask(contact);
  Value json;
  json.Set("key", row.key);
  json.Set("channel", row.channel);
  json.Set("contact", OrNull(contact));
  json.Set("kind", row.kind);
  json.Set("source", row.source);
  json.Set("direction", row.direction);
  json.Set("progress", bridge::ToString(row.progress()));
  json.Set("reason", OrNull(std::string(bridge::ToString(row.reason()))));
  json.Set("reason_text", OrNull(ConsoleSentence(row.reason())));
  json.Set("patient", bare ? Value() : OrNull(row.patient));
  json.Set("resources", bare ? Value(Array()) : TextList(row.resources()));
  json.Set("media", MediaView(row));
  json.Set("received_at", ToInstantText(row.received));
  json.Set("sent_at", InstantOrNull(row.sent));
  json.Set("deadline",
           InstantOrNull(row.progress() == bridge::Progress::kHeld ? row.deadline : std::nullopt));
  json.Set("conversation", bare ? Value() : OrNull(row.conversation));
  json.Set("attempts", row.attempts());
  return json;
}

}  // namespace chartbridge::api
