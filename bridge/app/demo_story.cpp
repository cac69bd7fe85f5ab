#include "bridge/app/demo_story.h"

#include <algorithm>
#include <iostream>

#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::ItemRow;
using bridge::MediaProgress;
using bridge::Progress;

bool MediaRest(const ItemRow& row) {
  return std::none_of(row.media.begin(), row.media.end(), [&](const bridge::MediaRow& media) {
    return media.progress == MediaProgress::kPending ||
           (media.progress == MediaProgress::kStored && row.progress() == Progress::kFiled);
  });
}

bool Rests(const ItemRow& row) {
  switch (row.progress()) {
    case Progress::kFiled:
    case Progress::kHeld:
    case Progress::kNoted:
    case Progress::kDropped:
    case Progress::kFailed:
      return MediaRest(row);
    case Progress::kReceived:
    case Progress::kParsed:
    case Progress::kMatched:
    case Progress::kPermitted:
    case Progress::kMapped:
      return false;
  }
  return false;
}

bool Same(const std::string& wanted, std::string_view got) {
  return wanted.empty() || wanted == got;
}

}  // namespace

void DemoStory::Say(const std::string& line) {
  const std::lock_guard lock(mutex_);
  std::cout << line << std::endl;
}

std::vector<ItemRow> DemoStory::Rows() {
  std::vector<ItemRow> rows;
  bridge::ItemFilter filter;
  filter.with_content = true;
  (void)queries_.List(filter, [&](const ItemRow& row) {
    rows.push_back(row);
    return true;
  });
  return rows;
}

void DemoStory::TellNews() {
  for (const ItemRow& row : Rows()) {
    if (!Rests(row) || !told_.insert(row.key).second) continue;
    std::string line = "  received " + row.direction + " " + row.kind;
    line.resize(std::max<std::size_t>(line.size(), 28), ' ');
    line += " -> " + std::string(bridge::ToString(row.progress()));
    if (row.reason() != bridge::Reason::kNone)
      line += ": " + std::string(bridge::ToString(row.reason()));
    if (row.progress() == Progress::kFiled) line += " for " + row.patient;
    for (const bridge::MediaRow& media : row.media) {
      line += ", file " + std::string(bridge::ToString(media.progress));
    }
    Say(line + "  [" + row.key.substr(0, 8) + "]");
  }
}

bool DemoStory::Settled(const std::vector<std::string>& provider_ids) {
  return std::all_of(provider_ids.begin(), provider_ids.end(), [&](const std::string& id) {
    const auto row = items_.FindByProviderId(channel_, id);
    return row && *row && Rests(**row);
  });
}

bool DemoStory::EndedAs(const simulator::ExpectedEnd& end, const std::vector<ItemRow>& rows) {
  const simulator::Expected& wanted = end.expected;
  const auto fits = [&](const ItemRow& row) {
    const bool media_fits =
        wanted.media.empty() ||
        (!row.media.empty() && wanted.media == bridge::ToString(row.media.front().progress));
    return Same(wanted.kind, row.kind) && Same(wanted.progress, bridge::ToString(row.progress())) &&
           Same(wanted.reason, bridge::ToString(row.reason())) &&
           Same(wanted.patient, row.patient) && media_fits;
  };
  if (end.provider_id.empty()) return std::any_of(rows.begin(), rows.end(), fits);
  if (wanted.kind == "status") {  // it has the id of the message that it tells of
    return std::any_of(rows.begin(), rows.end(), [&](const ItemRow& row) {
      return row.kind == "status" && fits(row) &&
             bridge::service::ItemJson(row, channels_)["id"].text() == end.provider_id;
    });
  }
  const auto row = items_.FindByProviderId(channel_, end.provider_id);
  return row && *row && fits(**row);
}

int DemoStory::TellDifferences(const std::vector<simulator::ExpectedEnd>& ends) {
  const std::vector<ItemRow> rows = Rows();
  int different = 0;
  for (const simulator::ExpectedEnd& end : ends) {
    if (EndedAs(end, rows)) continue;
    ++different;
    const auto row = end.provider_id.empty()
                         ? decltype(items_.FindByProviderId("", ""))(std::optional<ItemRow>())
                         : items_.FindByProviderId(channel_, end.provider_id);
    const std::string is = row && *row ? std::string(bridge::ToString((*row)->progress())) + " " +
                                             std::string(bridge::ToString((*row)->reason())) + " " +
                                             (*row)->patient
                                       : "not there";
    Say("  NOT as scripted: line " + end.line + " should be " + end.expected.progress + " " +
        end.expected.reason + " and is " + is);
  }
  return different;
}

std::string DemoStory::StatusJson(const std::string& provider_id) {
  const auto row = items_.FindByProviderId(channel_, provider_id);
  if (!row || !*row) return "";
  fhir::json::Value json;
  json.Set("progress", bridge::ToString((*row)->progress()));
  json.Set("reason", bridge::ToString((*row)->reason()));
  json.Set("why", bridge::SentenceOf((*row)->reason(), "en", false));
  json.Set("patient", (*row)->patient);
  json.Set("key", (*row)->key);
  json.Set("rests", Rests(**row));
  fhir::json::Array media;
  for (const bridge::MediaRow& one : (*row)->media)
    media.emplace_back(bridge::ToString(one.progress));
  json.Set("media", std::move(media));
  return fhir::json::Write(json);
}

}  // namespace chartbridge
