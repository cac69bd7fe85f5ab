#include "connectors/api/item_json.h"

#include <algorithm>
#include <charconv>

#include "fhir/json/parse.h"

namespace chartbridge {
namespace {

using bridge::ItemRow;
using bridge::Reason;
using fhir::json::Array;
using fhir::json::Value;

constexpr std::string_view kMediaPart = "media:";

Value OrNull(std::string_view text) { return text.empty() ? Value() : Value(text); }

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
  for (const bridge::MediaRow& medium : row.media) {
    Value one;
    one.Set("part", PartOf(medium));
    one.Set("state", bridge::ToString(medium.progress));
    one.Set("reason", OrNull(bridge::ToString(medium.reason)));
    if (medium.progress == bridge::MediaProgress::kHeld && medium.deadline)
      one.Set("held_until", ToInstantText(*medium.deadline));
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

std::optional<mappings::Item> ReadItem(const ItemRow& row, const bridge::Channels& channels) {
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

Value ToJson(const ItemRow& row, const bridge::Channels& channels) {
  const auto item = ReadItem(row, channels);
  Value json;
  json.Set("key", row.key);
  json.Set("id", item ? Revealed(item->id) : Value());
  json.Set("channel", OrNull(row.channel));
  json.Set("contact", item ? OrNull(ContactOf(*item)) : Value());
  json.Set("kind", row.kind);
  json.Set("source", row.source);
  json.Set("direction", row.direction);
  json.Set("progress", bridge::ToString(row.progress()));
  json.Set("reason", OrNull(bridge::ToString(row.reason())));
  json.Set("patient", OrNull(row.patient));
  json.Set("resources", Texts(row.resources()));
  json.Set("media", MediaJson(row));
  json.Set("received_at", ToInstantText(row.received));
  json.Set("sent_at", row.sent ? Value(ToInstantText(*row.sent)) : Value());
  json.Set("refers_to", item ? Revealed(item->refers_to) : Value());
  const std::string_view type = item ? mappings::ProviderTypeOf(*item) : "";
  if (!type.empty()) json.Set("provider_type", type);
  if (row.deadline && row.progress() == bridge::Progress::kHeld)
    json.Set("held_until", ToInstantText(*row.deadline));
  return json;
}

std::string ToHead() { return Columns("RECEIVED", "KEY", "WHAT", "CONTACT", "WHERE IT STANDS"); }

std::string ToLine(const ItemRow& row, const bridge::Channels& channels) {
  const auto item = ReadItem(row, channels);
  std::string stands(bridge::ToString(row.progress()));
  const std::string_view reason = bridge::ToString(row.reason());
  if (!reason.empty()) stands += " (" + std::string(reason) + ")";
  if (!row.patient.empty()) stands += "  " + row.patient;
  return Columns(ToDateTimeText(row.received), row.key, row.direction + " " + row.kind,
                 item ? ContactOf(*item) : "", stands);
}

bool WaitsForReview(const ItemRow& row) {
  if (row.progress() != bridge::Progress::kHeld) return false;
  switch (row.reason()) {
    case Reason::kPatientUnresolved:
    case Reason::kNumberMoved:
    case Reason::kNumberChanged:
    case Reason::kPatientDeceased:
    case Reason::kPatientInactive:
    case Reason::kStaffNumber:
    case Reason::kDirectoryUnreachable:
    case Reason::kDirectoryRefused:
    case Reason::kConflictingCopy:
    case Reason::kUnparsable:
    case Reason::kKindNotDocumented:
      return true;
    default:
      return false;
  }
}

std::vector<std::string> CandidatesOf(const std::vector<bridge::DecisionRecord>& decisions) {
  std::vector<std::string> patients;
  for (const bridge::DecisionRecord& decision : decisions) {
    if (decision.stage != "match") continue;
    patients.clear();
    const auto because = fhir::json::Parse(decision.because);
    if (!because) continue;
    for (const Value& patient : because->items()) patients.push_back(patient.text());
  }
  return patients;
}

std::string PartOf(const bridge::MediaRow& medium) {
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

}  // namespace chartbridge
