#include "tests/fakes/memory_queries.h"

#include <algorithm>
#include <tuple>

namespace chartbridge::fakes {
namespace {

using bridge::ItemRow;
using bridge::MediaProgress;
using bridge::Progress;
using bridge::Reason;

std::string Digits(const std::string& contact) {
  std::string digits;
  std::copy_if(contact.begin(), contact.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return digits.starts_with("00") ? digits.substr(2) : digits;
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return text;
}

bool IsUnderWay(Progress progress) {
  return progress == Progress::kParsed || progress == Progress::kMatched ||
         progress == Progress::kPermitted || progress == Progress::kMapped;
}

bool IsFor(bridge::Audience audience, const ItemRow& row) {
  switch (audience) {
    case bridge::Audience::kEverybody:
      return true;
    case bridge::Audience::kOfPatients:
      return !row.patient.empty();
    case bridge::Audience::kOfPatientsAndReview:
      return !row.patient.empty() || row.queue() == bridge::StaffQueue::kReview;
  }
  return false;
}

}  // namespace

std::set<std::string> MemoryQueries::LinesOf(const std::string& contact) const {
  std::set<std::string> lines;
  for (const auto& [alias, conversation] : state_.aliases) {
    const std::string& address = alias.second;
    if (address == "phone " + Digits(contact) || address == "bsuid " + contact) {
      lines.insert(state_.LineOf(conversation));
    }
  }
  return lines;
}

bool MemoryQueries::IsWanted(const MemoryItem& item, const bridge::ItemFilter& filter) const {
  const ItemRow& row = item.row;
  const std::string line = state_.LineOf(item.place);
  return (!filter.since || row.received >= *filter.since) &&
         (!filter.progress || row.progress() == *filter.progress) &&
         (filter.kind.empty() || row.kind == filter.kind) &&
         (filter.channel.empty() || row.channel == filter.channel) &&
         (filter.provider_id.empty() || item.provider_id == filter.provider_id) &&
         (filter.contact.empty() || LinesOf(filter.contact).contains(line)) &&
         (!filter.reason || row.reason() == *filter.reason) &&
         (filter.patient.empty() || row.patient == filter.patient) &&
         (filter.conversation.empty() || state_.LineOf(filter.conversation) == line) &&
         row.key.starts_with(LowerCase(filter.key_prefix)) &&
         (filter.queue == bridge::StaffQueue::kNone || row.queue() == filter.queue) &&
         IsFor(filter.audience, row) && (filter.before <= 0 || row.ordinal < filter.before);
}

Result<void, Failure> MemoryQueries::List(const bridge::ItemFilter& filter,
                                          const std::function<bool(const ItemRow&)>& visit) {
  auto rows = state_.Read("ItemQueries::List", [&]() -> Answer<std::vector<ItemRow>> {
    std::vector<ItemRow> wanted;
    for (const auto& [ordinal, item] : state_.items) {
      if (!IsWanted(item, filter)) continue;
      wanted.push_back(item.row);
      if (!filter.with_content) wanted.back().content.clear();
    }
    return wanted;
  });
  if (!rows) return Unexpected<Failure>(rows.error());
  if (filter.limit > 0) {
    std::reverse(rows->begin(), rows->end());
    rows->resize(std::min(rows->size(), std::size_t(filter.limit)));
  }
  for (const ItemRow& row : *rows) {
    if (!visit(row)) break;
  }
  return {};
}

Result<std::map<std::string, std::int64_t>, Failure> MemoryQueries::CountsByProgress() {
  using Counts = std::map<std::string, std::int64_t>;
  return state_.Read("ItemQueries::CountsByProgress", [&]() -> Answer<Counts> {
    Counts counts;
    for (const auto& [ordinal, item] : state_.items) {
      ++counts[std::string(ToString(item.row.progress()))];
    }
    return counts;
  });
}

Result<std::map<std::string, std::int64_t>, Failure> MemoryQueries::ArrivalsByProgress() {
  using Counts = std::map<std::string, std::int64_t>;
  return state_.Read("ItemQueries::ArrivalsByProgress",
                     [&]() -> Answer<Counts> { return state_.arrivals; });
}

Result<std::vector<bridge::DayCount>, Failure> MemoryQueries::CountsByDay(std::int64_t first_day) {
  using Counts = std::vector<bridge::DayCount>;
  return state_.Read("ItemQueries::CountsByDay", [&]() -> Answer<Counts> {
    std::map<std::tuple<std::int64_t, std::string, std::string, Progress, Reason>, std::int64_t>
        counts;
    for (const auto& [ordinal, item] : state_.items) {
      const ItemRow& row = item.row;
      const std::int64_t day = ToUnixMillis(row.received) / 86'400'000;
      if (day < first_day) continue;
      ++counts[{day, row.channel, row.kind, row.progress(), row.reason()}];
    }
    Counts all;
    for (const auto& [of, items] : counts) {
      const auto& [day, channel, kind, progress, reason] = of;
      all.push_back({day, channel, kind, progress, reason, items});
    }
    return all;
  });
}

Result<std::vector<bridge::ReasonCount>, Failure> MemoryQueries::CountsByReason(
    Instant ending_before) {
  using Counts = std::vector<bridge::ReasonCount>;
  return state_.Read("ItemQueries::CountsByReason", [&]() -> Answer<Counts> {
    std::map<std::pair<Progress, Reason>, bridge::ReasonCount> counts;
    for (const auto& [ordinal, item] : state_.items) {
      const ItemRow& row = item.row;
      if (row.reason() == Reason::kNone) continue;
      bridge::ReasonCount& count = counts[{row.progress(), row.reason()}];
      count.progress = row.progress();
      count.reason = row.reason();
      ++count.items;
      if (!row.deadline) continue;
      count.first_deadline = std::min(count.first_deadline.value_or(*row.deadline), *row.deadline);
      count.ending += *row.deadline < ending_before ? 1 : 0;
    }
    Counts all;
    for (auto& [of, count] : counts) all.push_back(std::move(count));
    return all;
  });
}

Result<std::optional<Instant>, Failure> MemoryQueries::OldestUnderWay() {
  return state_.Read("ItemQueries::OldestUnderWay", [&]() -> Answer<std::optional<Instant>> {
    std::optional<Instant> oldest;
    for (const auto& [ordinal, item] : state_.items) {
      if (!IsUnderWay(item.row.progress())) continue;
      oldest = std::min(oldest.value_or(item.row.received), item.row.received);
    }
    return oldest;
  });
}

Result<std::vector<bridge::ItemQueries::MediaCount>, Failure> MemoryQueries::CountsOfMedia() {
  return state_.Read("ItemQueries::CountsOfMedia", [&]() -> Answer<std::vector<MediaCount>> {
    std::map<std::pair<MediaProgress, Reason>, std::int64_t> counts;
    for (const auto& [ordinal, item] : state_.items) {
      for (const bridge::MediaRow& media : item.row.media) {
        ++counts[{media.progress, media.reason}];
      }
    }
    std::vector<MediaCount> all;
    for (const auto& [of, media] : counts) all.push_back({of.first, of.second, media});
    return all;
  });
}

}  // namespace chartbridge::fakes
