#include "bridge/service/item_json.h"

#include <algorithm>
#include <charconv>

#include "fhir/json/parse.h"

namespace chartbridge::bridge::service {
namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr std::string_view kMediaPart = "media:";

template <class T>
Value Revealed(const std::optional<T>& value) {
  return value ? OrNull(value->Reveal()) : Value();
}

Value MediaJson(const ItemRow& row) {
  Array all;
  for (const MediaRow& medium : row.media) {
    Value one;
    one.Set("part", PartOf(medium));
    one.Set("state", ToString(medium.progress));
    one.Set("reason", OrNull(ToString(medium.reason)));
    one.Set("reason_text", OrNull(ReasonText(medium.reason)));
    one.Set("content_type", OrNull(medium.content_type));
    one.Set("attempts", medium.attempts);
    const bool held = medium.progress == MediaProgress::kHeld;
    one.Set("deadline", InstantOrNull(held ? medium.deadline : std::nullopt));
    all.push_back(std::move(one));
  }
  return all;
}

std::string Padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string Columns(std::string when, std::string key, std::string what, std::string contact,
                    std::string rest) {
  return Padded(std::move(when), 20) + "  " + Padded(std::move(key), 36) + "  " +
         Padded(std::move(what), 15) + "  " + Padded(std::move(contact), 15) + "  " +
         std::move(rest);
}

}  // namespace

std::optional<mappings::Item> ReadItem(const ItemRow& row, const Channels& channels) {
  const auto channel = channels.find(row.channel);
  if (channel == channels.end() || row.content.empty()) return std::nullopt;
  const auto content = fhir::json::Parse(row.content);
  if (!content) return std::nullopt;
  auto item = channel->second->Read(row.channel, row.received, *content);
  return item ? std::optional<mappings::Item>(std::move(*item)) : std::nullopt;
}

std::string ContactOf(const mappings::Item& item) {
  if (item.contact.phone) return item.contact.phone->Reveal();
  return item.contact.business_scoped_id ? item.contact.business_scoped_id->Reveal() : "";
}

std::string Mask(const std::string& number) {
  return number.size() < 6 ? "•••" : "•••" + number.substr(number.size() - 2);
}

std::string ReasonText(Reason reason) { return SentenceOf(reason, "en", true); }

Value ItemJson(const ItemRow& row, const Channels& channels, Shown shown) {
  const bool whole = shown == Shown::kWhole;
  const bool bare = shown == Shown::kBare;
  const auto item = bare ? std::nullopt : ReadItem(row, channels);
  std::string contact = item ? ContactOf(*item) : "";
  if (!whole && !contact.empty()) contact = Mask(contact);
  const std::string_view type = item ? mappings::ProviderTypeOf(*item) : "";
  Value json;
  json.Set("key", row.key);
  json.Set("id", item && whole ? Revealed(item->id) : Value());
  json.Set("channel", OrNull(row.channel));
  json.Set("contact", OrNull(contact));
  json.Set("kind", row.kind);
  json.Set("provider_type", OrNull(type));
  json.Set("source", row.source);
  json.Set("direction", row.direction);
  json.Set("progress", ToString(row.progress()));
  json.Set("reason", OrNull(ToString(row.reason())));
  json.Set("reason_text", OrNull(ReasonText(row.reason())));
  json.Set("patient", bare ? Value() : OrNull(row.patient));
  json.Set("resources", bare ? Value(Array()) : TextList(row.resources()));
  json.Set("media", MediaJson(row));
  json.Set("received_at", ToInstantText(row.received));
  json.Set("sent_at", InstantOrNull(row.sent));
  json.Set("refers_to", item && whole ? Revealed(item->refers_to) : Value());
  json.Set("deadline",
           InstantOrNull(row.progress() == Progress::kHeld ? row.deadline : std::nullopt));
  json.Set("conversation", bare ? Value() : OrNull(row.conversation));
  json.Set("attempts", row.attempts());
  return json;
}

std::string ToHead() { return Columns("RECEIVED", "KEY", "WHAT", "CONTACT", "WHERE IT STANDS"); }

std::string ToLine(const ItemRow& row, const Channels& channels) {
  const auto item = ReadItem(row, channels);
  std::string stands(ToString(row.progress()));
  const std::string_view reason = ToString(row.reason());
  if (!reason.empty()) stands += " (" + std::string(reason) + ")";
  if (!row.patient.empty()) stands += "  " + row.patient;
  return Columns(ToDateTimeText(row.received), row.key, row.direction + " " + row.kind,
                 item ? ContactOf(*item) : "", stands);
}

Value OrNull(std::string_view text) { return text.empty() ? Value() : Value(text); }

Value InstantOrNull(const std::optional<Instant>& at) {
  return at ? Value(ToInstantText(*at)) : Value();
}

Value TextList(const std::vector<std::string>& texts) {
  Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

Value StatementJson(const words::Statement& said) {
  if (said.code.empty()) return {};
  fhir::json::Object values;
  for (const auto& [name, value] : said.values) values.emplace_back(name, value);
  return fhir::json::Object{{"code", said.code}, {"values", std::move(values)}};
}

Value StatementList(const words::Statements& said) {
  Array array;
  for (const words::Statement& one : said) array.push_back(StatementJson(one));
  return array;
}

std::vector<std::string> CandidatesOf(const std::vector<DecisionRecord>& decisions) {
  std::vector<std::string> patients;
  for (const DecisionRecord& decision : decisions) {
    if (decision.stage != "match") continue;
    patients.clear();
    const auto because = fhir::json::Parse(decision.because);
    if (!because) continue;
    for (const Value& patient : because->items()) patients.push_back(patient.text());
  }
  return patients;
}

std::string PartOf(const MediaRow& medium) {
  return std::string(kMediaPart) + std::to_string(medium.number);
}

std::optional<int> ReadMediaPart(const std::string& part) {
  if (!part.starts_with(kMediaPart)) return std::nullopt;
  int number = 0;
  const char* end = part.data() + part.size();
  const auto [rest, error] = std::from_chars(part.data() + kMediaPart.size(), end, number);
  if (error != std::errc() || rest != end || number < 0) return std::nullopt;
  return number;
}

}  // namespace chartbridge::bridge::service
