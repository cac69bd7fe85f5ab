#include "tests/fakes/memory_work.h"

#include <algorithm>

namespace chartbridge::fakes {
namespace {

using bridge::Claim;
using bridge::ItemRow;
using bridge::Job;
using bridge::JobKind;
using bridge::LineWork;
using bridge::Turn;

bool IsDue(const Job& job, Instant now, Claim claim) {
  if (job.kind == JobKind::kFetch || !job.due || *job.due > now) return false;
  return claim == Claim::kAll || job.urgent || job.kind == JobKind::kExpire ||
         job.kind == JobKind::kForget;
}

// When the earliest of its due jobs was due.
std::optional<Instant> FirstDue(const ItemRow& row, Instant now, Claim claim) {
  std::optional<Instant> first;
  for (const Job& job : row.jobs) {
    if (IsDue(job, now, claim)) first = std::min(first.value_or(*job.due), *job.due);
  }
  return first;
}

bool HoldsUp(const ItemRow& row, Instant now) {
  return std::any_of(row.jobs.begin(), row.jobs.end(), [&](const Job& job) {
    return job.turn == Turn::kInOrder && job.kind != JobKind::kFetch && job.due && *job.due > now;
  });
}

bool GoesAlong(const ItemRow& row) {
  return std::any_of(row.jobs.begin(), row.jobs.end(), [](const Job& job) {
    return job.turn == Turn::kAlong && job.kind != JobKind::kFetch && job.due;
  });
}

// What of a line is to be done, in the order of arrival.
struct LineDue {
  std::vector<MemoryItem*> items;
  const MemoryItem* first_item = nullptr;  // that is due, and does not only go along
  std::optional<Instant> first;
};

// Always one that is due: what goes along must not keep it from ever coming.
std::vector<const MemoryItem*> Choose(const LineDue& due, int limit) {
  std::vector<const MemoryItem*> chosen(due.items.begin(), due.items.end());
  if (chosen.size() <= std::size_t(limit)) return chosen;
  chosen.resize(std::size_t(limit));
  const bool any = std::find(chosen.begin(), chosen.end(), due.first_item) != chosen.end();
  if (!any && !chosen.empty()) chosen.back() = due.first_item;
  return chosen;
}

LineDue DueOf(const std::vector<MemoryItem*>& line, Instant now, Claim claim) {
  LineDue due;
  std::vector<MemoryItem*> along;  // go with the next that is due
  for (MemoryItem* item : line) {
    if (const auto first = FirstDue(item->row, now, claim)) {
      due.items.insert(due.items.end(), along.begin(), along.end());
      along.clear();
      due.items.push_back(item);
      if (due.first_item == nullptr) due.first_item = item;
      due.first = std::min(due.first.value_or(*first), *first);
    } else if (claim == Claim::kAll && GoesAlong(item->row)) {
      along.push_back(item);
    }
    if (HoldsUp(item->row, now)) break;
  }
  return due;
}

}  // namespace

Result<std::optional<LineWork>, Failure> MemoryWork::ClaimLine(const std::string& owner,
                                                               Instant now, Instant lease_until,
                                                               Claim claim, int limit) {
  return state_.Write("WorkQueue::ClaimLine", [&]() -> Answer<std::optional<LineWork>> {
    std::string line;
    LineDue oldest;  // of two that are due since the same moment, the older conversation's
    for (const auto& [id, conversation] : state_.conversations) {
      if (conversation.line != id || conversation.lease.until > now) continue;
      LineDue here = DueOf(state_.ItemsOf(id), now, claim);
      if (!here.first) continue;
      if (oldest.first && std::pair(*oldest.first, state_.conversations[line].serial) <=
                              std::pair(*here.first, conversation.serial)) {
        continue;
      }
      line = id;
      oldest = std::move(here);
    }
    if (!oldest.first) return std::optional<LineWork>();
    state_.conversations[line].lease = {owner, lease_until};
    LineWork work{line, {}};
    for (const MemoryItem* item : Choose(oldest, limit)) work.items.push_back(item->row);
    return std::optional<LineWork>(std::move(work));
  });
}

Result<std::optional<bridge::WorkQueue::FetchWork>, Failure> MemoryWork::ClaimFetch(
    const std::string& owner, Instant now, Instant lease_until) {
  return state_.Write("WorkQueue::ClaimFetch", [&]() -> Answer<std::optional<FetchWork>> {
    MemoryItem* chosen = nullptr;
    const Job* oldest = nullptr;
    for (auto& [ordinal, item] : state_.items) {
      for (const Job& job : item.row.jobs) {
        if (job.kind != JobKind::kFetch || !job.due || *job.due > now) continue;
        if (oldest != nullptr && *oldest->due <= *job.due) continue;
        const auto lease = item.fetches.find(job.number);
        if (lease != item.fetches.end() && lease->second.until > now) continue;
        chosen = &item;
        oldest = &job;
      }
    }
    if (chosen == nullptr) return std::optional<FetchWork>();
    chosen->fetches[oldest->number] = {owner, lease_until};
    return std::optional<FetchWork>({chosen->row, oldest->number});
  });
}

template <class Visit>
void MemoryWork::ForEachLease(Visit&& visit) {
  for (auto& [id, conversation] : state_.conversations) visit(conversation.lease);
  for (auto& [seq, delivery] : state_.deliveries) visit(delivery.lease);
  for (auto& [ordinal, item] : state_.items) {
    for (auto& [number, lease] : item.fetches) visit(lease);
  }
}

Result<std::vector<std::string>, Failure> MemoryWork::Renew(const std::vector<std::string>& owners,
                                                            Instant lease_until) {
  return state_.Write("WorkQueue::Renew", [&]() -> Answer<std::vector<std::string>> {
    std::vector<std::string> holding;
    for (const std::string& owner : owners) {
      bool held = false;
      ForEachLease([&](Lease& lease) {
        if (owner.empty() || lease.owner != owner) return;
        lease.until = lease_until;
        held = true;
      });
      if (held) holding.push_back(owner);
    }
    return holding;
  });
}

Result<void, Failure> MemoryWork::Release(const std::string& owner) {
  return state_.Write("WorkQueue::Release", [&]() -> Answer<void> {
    ForEachLease([&](Lease& lease) {
      if (lease.owner == owner) lease = {};
    });
    return {};
  });
}

Result<void, Failure> MemoryWork::EndLeases() {
  return state_.Write("WorkQueue::EndLeases", [&]() -> Answer<void> {
    ForEachLease([](Lease& lease) { lease = {}; });
    return {};
  });
}

Result<std::int64_t, Failure> MemoryWork::Wake(const std::string& conversation, JobKind kind,
                                               Instant now) {
  return state_.Write("WorkQueue::Wake", [&]() -> Answer<std::int64_t> {
    state_.DisturbWorker(conversation, kind);
    return state_.Wake(conversation, kind, now);
  });
}

Result<std::vector<std::string>, Failure> MemoryHousekeeping::Referenced(
    const std::vector<std::string>& objects) {
  return state_.Read("Housekeeping::Referenced",
                     [&]() -> Result<std::vector<std::string>, Failure> {
                       std::set<std::string> named;
                       for (const auto& [ordinal, item] : state_.items) {
                         for (const bridge::MediaRow& media : item.row.media)
                           named.insert(media.object);
                       }
                       std::vector<std::string> found;
                       for (const std::string& object : objects) {
                         if (!object.empty() && named.contains(object)) found.push_back(object);
                       }
                       return found;
                     });
}

Result<bridge::SweepCounts, Failure> MemoryHousekeeping::Sweep(Instant before) {
  return state_.Write("Housekeeping::Sweep", [&]() -> Result<bridge::SweepCounts, Failure> {
    bridge::SweepCounts counts;
    std::set<std::int64_t> named;
    for (auto& [ordinal, item] : state_.items) {
      for (const bridge::MediaRow& media : item.row.media) named.insert(media.key_id);
      counts.payloads += std::int64_t(std::erase_if(item.payloads, [&](const auto& payload) {
        const bridge::Filing* filing = bridge::FindFiling(item.row, payload.first);
        return filing == nullptr || filing->state == bridge::FilingState::kFiled ||
               filing->state == bridge::FilingState::kRetracted ||
               filing->state == bridge::FilingState::kDropped;
      }));
    }
    counts.keys = std::int64_t(std::erase_if(state_.keys, [&](const auto& key) {
      return key.second.made < before && !named.contains(key.first);
    }));
    return counts;
  });
}

Result<bool, Failure> MemoryHousekeeping::BeginSweep(Instant now, Milliseconds every) {
  return state_.Write("Housekeeping::BeginSweep", [&]() -> Result<bool, Failure> {
    if (state_.last_sweep && now - *state_.last_sweep <= every) return false;
    state_.last_sweep = now;
    return true;
  });
}

}  // namespace chartbridge::fakes
