#include "bridge/service/counts.h"

#include <map>

#include "bridge/service/item_json.h"

namespace chartbridge::bridge::service {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::chrono::hours kSoon{24};
constexpr std::chrono::hours kDay{24};

bool MovesByItself(Progress progress) {
  return progress == Progress::kParsed || progress == Progress::kMatched ||
         progress == Progress::kPermitted || progress == Progress::kMapped;
}

Value ReasonCountJson(const ReasonCount& count) {
  Value one;
  one.Set("progress", ToString(count.progress));
  one.Set("reason", ToString(count.reason));
  one.Set("reason_text", OrNull(ReasonText(count.reason)));
  one.Set("count", count.items);
  one.Set("first_deadline", InstantOrNull(count.first_deadline));
  one.Set("ending", count.ending);
  return one;
}

Value DayCountJson(const DayCount& count) {
  Value one;
  one.Set("day", ToInstantText(Instant(kDay * count.day)).substr(0, 10));
  one.Set("channel", count.channel);
  one.Set("kind", count.kind);
  one.Set("progress", ToString(count.progress));
  one.Set("reason", OrNull(ToString(count.reason)));
  one.Set("count", count.items);
  return one;
}

// The oldest of those that still may move; the others do not wait.
Result<std::optional<Instant>, Failure> OldestOf(ItemQueries& queries, Progress progress) {
  std::optional<Instant> oldest;
  if (!MovesByItself(progress)) return oldest;
  ItemFilter filter;
  filter.progress = progress;
  const auto listed = queries.List(filter, [&](const ItemRow& row) {
    oldest = row.received;
    return false;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  return oldest;
}

}  // namespace

Result<Value, Failure> CountsJson(ItemQueries& queries, Instant now,
                                  const std::optional<std::int64_t>& first_day) {
  const auto counts = queries.CountsByProgress();
  if (!counts) return Unexpected<Failure>(counts.error());
  const auto oldest = queries.OldestUnderWay();
  if (!oldest) return Unexpected<Failure>(oldest.error());
  const auto reasons = queries.CountsByReason(now + kSoon);
  if (!reasons) return Unexpected<Failure>(reasons.error());
  Value by_progress{Object()};
  for (const auto& [progress, count] : *counts) by_progress.Set(progress, count);
  Array by_reason;
  for (const ReasonCount& count : *reasons) by_reason.push_back(ReasonCountJson(count));
  Value json;
  json.Set("counts", std::move(by_progress));
  json.Set("oldest_unfiled", InstantOrNull(*oldest));
  json.Set("by_reason", std::move(by_reason));
  if (!first_day) return json;
  const auto days = queries.CountsByDay(*first_day);
  if (!days) return Unexpected<Failure>(days.error());
  Array by_day;
  for (const DayCount& count : *days) by_day.push_back(DayCountJson(count));
  json.Set("by_day", std::move(by_day));
  return json;
}

std::optional<std::int64_t> ReadDay(const std::string& text) {
  auto at = ParseInstant(text);
  if (!at) at = ParseInstant(text + "T00:00:00Z");
  if (!at) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*at).time_since_epoch().count();
}

Result<Value, Failure> QueuesJson(ItemQueries& queries, Inbox& inbox) {
  const auto counts = queries.CountsByProgress();
  if (!counts) return Unexpected<Failure>(counts.error());
  const auto parked = inbox.CountParked();
  if (!parked) return Unexpected<Failure>(parked.error());
  const auto counted = queries.CountsOfMedia();
  if (!counted) return Unexpected<Failure>(counted.error());
  Array queues;
  for (const auto& [name, count] : *counts) {
    const auto progress = ReadProgress(name);
    if (!progress) continue;
    const auto oldest = OldestOf(queries, *progress);
    if (!oldest) return Unexpected<Failure>(oldest.error());
    queues.push_back(Object{{"name", name}, {"count", count}, {"oldest", InstantOrNull(*oldest)}});
  }
  std::map<std::string, std::int64_t> by_state;
  for (const auto& one : *counted) by_state[std::string(ToString(one.progress))] += one.media;
  Array media;
  for (const auto& [name, count] : by_state)
    media.push_back(Object{{"name", name}, {"count", count}});
  Value json;
  json.Set("progress", std::move(queues));
  json.Set("inbox", inbox.Depth());
  json.Set("parked", *parked);
  json.Set("media", std::move(media));
  return json;
}

}  // namespace chartbridge::bridge::service
