#include "connectors/api/item_json.h"

#include "connectors/api/reasons.h"
#include "fhir/json/parse.h"

namespace chartbridge {
namespace {

using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

Value OrNull(const std::string& text) { return text.empty() ? Value() : Value(text); }

template <class T>
Value Revealed(const std::optional<T>& value) {
  return value ? OrNull(value->Reveal()) : Value();
}

Value Texts(const std::vector<std::string>& texts) {
  Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

Value MediaJson(const ItemRow& row) {
  Array all;
  for (const bridge::MediaRow& media : row.media) {
    Value one;
    one.Set("part", "media:" + std::to_string(media.number));
    one.Set("state", bridge::ToString(media.progress));
    one.Set("reason", OrNull(media.reason));
    all.push_back(std::move(one));
  }
  return all;
}

Value DecisionJson(const bridge::DecisionRecord& decision) {
  Value one;
  one.Set("part", decision.part);
  one.Set("stage", decision.stage);
  one.Set("decision", decision.decision);
  one.Set("reason", OrNull(decision.reason));
  one.Set("basis", Texts(decision.basis));
  const auto because = fhir::json::Parse(decision.because);
  if (because) one.Set("because", *because);
  one.Set("at", ToInstantText(decision.at));
  return one;
}

}  // namespace

std::optional<mappings::Item> ReadItem(const ItemRow& row, const ChannelsById& channels) {
  const auto parser = channels.find(row.channel);
  if (parser == channels.end() || row.content.empty()) return std::nullopt;
  const auto content = fhir::json::Parse(row.content);
  if (!content) return std::nullopt;
  auto item = parser->second->Read(row.channel, row.received, *content);
  return item ? std::optional<mappings::Item>(std::move(*item)) : std::nullopt;
}

Value ToJson(const ItemRow& row, const ChannelsById& channels) {
  const auto item = ReadItem(row, channels);
  Value contact;
  if (item && item->contact.phone) contact = item->contact.phone->Reveal();
  if (item && !item->contact.phone) contact = Revealed(item->contact.business_scoped_id);
  Value json;
  json.Set("key", row.key);
  json.Set("id", item ? Revealed(item->id) : Value());
  json.Set("channel", OrNull(row.channel));
  json.Set("contact", contact);
  json.Set("kind", row.kind);
  json.Set("source", row.source);
  json.Set("direction", row.direction);
  json.Set("progress", bridge::ToString(row.progress));
  json.Set("reason", OrNull(row.reason));
  json.Set("patient", OrNull(row.patient));
  json.Set("resources", Texts(row.resources));
  json.Set("media", MediaJson(row));
  json.Set("received_at", ToInstantText(row.received));
  json.Set("sent_at", row.sent ? Value(ToInstantText(*row.sent)) : Value());
  json.Set("refers_to", item ? Revealed(item->refers_to) : Value());
  if (item) {
    const auto* undocumented = std::get_if<mappings::Undocumented>(&item->body);
    if (undocumented != nullptr) json.Set("provider_type", undocumented->provider_type);
  }
  if (row.deadline && row.progress == bridge::Progress::kHeld)
    json.Set("held_until", ToInstantText(*row.deadline));
  return json;
}

std::string ToLine(const ItemRow& row) {
  std::string line =
      ToDateTimeText(row.received) + "  " + row.key + "  " + row.direction + " " + row.kind;
  line.resize(std::max<std::size_t>(line.size(), 80), ' ');
  line += "  " + std::string(bridge::ToString(row.progress));
  if (!row.reason.empty()) line += " (" + row.reason + ")";
  if (!row.patient.empty()) line += "  " + row.patient;
  return line;
}

Value Explain(const ItemRow& row, const std::vector<bridge::DecisionRecord>& decisions,
              const ChannelsById& channels) {
  Value json = ToJson(row, channels);
  json.Set("why", ReasonSentence(row.reason));
  json.Set("filing", row.filing);
  json.Set("attempts", row.attempts);
  json.Set("next_try", row.due ? Value(ToInstantText(*row.due)) : Value());
  json.Set("content_destroyed", row.destroyed);
  Array all;
  for (const bridge::DecisionRecord& decision : decisions) all.push_back(DecisionJson(decision));
  json.Set("decisions", std::move(all));
  return json;
}

std::string ExplainText(const ItemRow& row, const std::vector<bridge::DecisionRecord>& decisions) {
  std::string text = ToLine(row) + "\n";
  const std::string_view why = ReasonSentence(row.reason);
  if (!why.empty()) text += std::string(why) + "\n";
  if (row.destroyed) text += "Its content is destroyed.\n";
  if (row.deadline && row.progress == bridge::Progress::kHeld)
    text += "Held until " + ToDateTimeText(*row.deadline) + ".\n";
  for (const bridge::DecisionRecord& decision : decisions) {
    text += ToInstantText(decision.at) + "  " + decision.stage + " " + decision.part + ": " +
            decision.decision;
    if (!decision.reason.empty()) text += ", " + decision.reason;
    for (const std::string& consent : decision.basis) text += ", " + consent;
    text += "\n";
  }
  for (const bridge::MediaRow& media : row.media) {
    text += "media:" + std::to_string(media.number) + ": " +
            std::string(bridge::ToString(media.progress));
    text += media.reason.empty() ? "\n" : " (" + media.reason + ")\n";
  }
  for (const std::string& resource : row.resources) text += "in the chart: " + resource + "\n";
  return text;
}

}  // namespace chartbridge
