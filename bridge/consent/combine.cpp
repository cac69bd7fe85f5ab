#include "bridge/consent/combine.h"

#include <algorithm>
#include <map>

namespace chartbridge::bridge::consent {
namespace {

// A record whose time cannot be read comes first: it might be the newest.
bool IsNewer(const Order& a, const Order& b) {
  if (a.readable != b.readable) return !a.readable;
  return a.readable && a.at > b.at;
}

bool IsSameTime(const Order& a, const Order& b) { return !IsNewer(a, b) && !IsNewer(b, a); }

// Asked for, or agreed for later: neither ends an earlier version nor is ended by one.
bool IsBesideSeries(const Record& record) {
  return record.standing == Standing::kPending || record.standing == Standing::kNotYetValid ||
         !record.order.readable;
}

// Between versions of the same time the one that permits least stands, so that a version left
// active beside its own withdrawal never revives.
int Strictness(const Record& record) {
  if (record.standing == Standing::kCandidate) return 0;
  return record.standing == Standing::kInvalid ? 1 : 2;
}

// What is perhaps another person's ends nothing of the patient's own.
bool Supersedes(const Record& newer, const Record& older) {
  if (newer.related && !older.related) return false;
  if (IsBesideSeries(newer) || IsBesideSeries(older)) return false;
  if (IsNewer(newer.order, older.order)) return true;
  return IsSameTime(newer.order, older.order) && Strictness(newer) > Strictness(older);
}

}  // namespace

bool RecordResult::Has(HoldCause cause) const {
  return std::find(causes.begin(), causes.end(), cause) != causes.end();
}

std::vector<const Record*> InForceNow(const std::vector<Record>& records) {
  std::map<std::string_view, const Record*> newest;
  for (const Record& record : records) {
    if (record.standing == Standing::kIgnored) continue;
    for (const std::string_view series : record.series) {
      const Record*& first = newest[series];
      if (!IsBesideSeries(record) && (first == nullptr || Supersedes(record, *first)))
        first = &record;
    }
  }
  std::vector<const Record*> in_force;
  for (const Record& record : records) {
    const auto is_old = [&](std::string_view series) {
      const Record* first = newest[series];
      return first != nullptr && Supersedes(*first, record);
    };
    if (record.standing == Standing::kIgnored) continue;
    if (std::none_of(record.series.begin(), record.series.end(), is_old))
      in_force.push_back(&record);
  }
  return in_force;
}

Combined CombineResults(const std::vector<RecordResult>& results, bool most_recent) {
  Combined combined;
  for (const RecordResult& result : results) combined.considered.push_back(&result);
  if (!most_recent) {
    for (const RecordResult& result : results)
      combined.outcomes = Join(combined.outcomes, result.outcomes);
    return combined;
  }
  auto& queue = combined.considered;
  std::stable_sort(queue.begin(), queue.end(), [](const RecordResult* a, const RecordResult* b) {
    return IsNewer(a->record->order, b->record->order);
  });
  Outcomes said = Outcomes::Empty();
  bool silent = true;
  std::size_t next = 0;
  while (silent && next < queue.size()) {
    Outcomes together = Outcomes::None();
    const Order& time = queue[next]->record->order;
    for (; next < queue.size() && IsSameTime(queue[next]->record->order, time); ++next) {
      together = Join(together, queue[next]->outcomes);
    }
    said = said.With(together.Without(Outcomes::None()));
    silent = together.Has(Outcomes::None());
  }
  queue.resize(next);
  combined.outcomes = silent ? said.With(Outcomes::None()) : said;
  return combined;
}

std::vector<const Record*> Newest(const std::vector<const Record*>& records) {
  std::vector<const Record*> best;
  for (const Record* record : records) {
    if (record->Counts()) continue;
    if (!best.empty()) {
      const Record& first = *best.front();
      const bool same = IsSameTime(record->order, first.order);
      if (IsNewer(first.order, record->order) || (same && first.standing < record->standing))
        continue;
      if (!same || record->standing < first.standing) best.clear();
    }
    best.push_back(record);
  }
  return best;
}

}  // namespace chartbridge::bridge::consent
