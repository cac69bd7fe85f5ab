#include "tests/fakes/memory_items.h"

#include <algorithm>
#include <utility>

#include "base/id.h"

namespace chartbridge::fakes {
namespace {

using bridge::ItemKey;
using bridge::ItemRow;
using bridge::ItemStep;
using bridge::Job;
using bridge::JobKind;
using bridge::NewItem;
using bridge::Slice;

void Fill(MemoryItem& item, const NewItem& from) {
  ItemRow& row = item.row;
  row.kind = from.kind;
  row.source = from.source;
  row.direction = from.direction;
  row.sent = from.sent;
  row.state = from.state;
  row.state_reason = from.reason;
  row.deadline = from.deadline;
  row.content = from.content;
  row.destroyed = false;
  row.media = from.media;
  row.jobs = from.jobs;
  item.fetches.clear();
  item.provider_id = from.provider_id;
  item.former_fingerprint = std::exchange(item.fingerprint, from.fingerprint);
  item.placeholder = from.placeholder;
  item.payloads.clear();
}

// What has no fingerprint counts as the same.
bool IsSame(const NewItem& item, const MemoryItem& existing) {
  if (item.fingerprint.empty() || existing.fingerprint.empty()) {
    return !existing.placeholder || item.placeholder;
  }
  return item.fingerprint == existing.fingerprint ||
         item.fingerprint == existing.former_fingerprint;
}

// The other content under a key of its own, the same each time it comes.
NewItem CopyOf(const NewItem& item) {
  NewItem copy = item;
  copy.key = UuidV5(item.key, "conflicting-copy " + item.fingerprint);
  copy.state = bridge::Progress::kHeld;
  copy.reason = bridge::Reason::kConflictingCopy;
  copy.placeholder = false;
  std::erase_if(copy.jobs, [](const Job& job) {
    return job.kind != JobKind::kFetch && job.kind != JobKind::kExpire;
  });
  for (bridge::AuditEntry& entry : copy.audit) {
    if (entry.what == item.key) entry.what = copy.key;
  }
  return copy;
}

const Job* FindJob(const std::vector<Job>& jobs, const Job& like) {
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) {
    return job.kind == like.kind && job.number == like.number;
  });
  return found == jobs.end() ? nullptr : &*found;
}

bool IsSame(const Job* one, const Job* other) {
  return one == nullptr || other == nullptr ? one == other : *one == *other;
}

// What the step did to the jobs, done to those that are there: what was woken meanwhile stays so.
void ChangeJobs(MemoryItem& item, const ItemStep& step) {
  std::vector<Job> jobs;
  for (const Job& job : item.row.jobs) {
    const Job* before = FindJob(step.before.jobs, job);
    const Job* after = FindJob(step.after.jobs, job);
    if (IsSame(before, after)) {
      jobs.push_back(job);
      continue;
    }
    if (job.kind == JobKind::kFetch) item.fetches.erase(job.number);
    if (after != nullptr) jobs.push_back(*after);
  }
  for (const Job& job : step.after.jobs) {
    const bool is_there = FindJob(item.row.jobs, job) != nullptr;
    if (!is_there && !IsSame(FindJob(step.before.jobs, job), &job)) jobs.push_back(job);
  }
  item.row.jobs = std::move(jobs);
}

void Change(MemoryItem& item, const ItemStep& step) {
  ChangeJobs(item, step);
  ItemRow& row = item.row;
  row.state = step.after.state;
  row.state_reason = step.after.state_reason;
  row.deadline = step.after.deadline;
  row.patient = step.after.patient;
  row.matched_by = step.after.matched_by;
  row.filings = step.after.filings;
  row.media = step.after.media;
  if (!row.filings.empty()) item.placeholder = false;  // what was documented keeps its place
  ++row.version;
  if (step.payload && step.payload->empty()) item.payloads.erase(step.payload_filing);
  if (step.payload && !step.payload->empty()) item.payloads[step.payload_filing] = *step.payload;
  item.decisions.insert(item.decisions.end(), step.decisions.begin(), step.decisions.end());
  if (!step.destroy_content) return;
  row.content.clear();
  row.destroyed = true;
  item.payloads.clear();
}

}  // namespace

MemoryItem& MemoryItems::Insert(const NewItem& item) {
  const std::int64_t ordinal = ++state_.last_ordinal;
  MemoryItem& fresh = state_.items[ordinal];
  state_.ordinals[item.key] = ordinal;
  fresh.row.key = item.key;
  fresh.row.ordinal = ordinal;
  fresh.row.channel = item.channel;
  fresh.row.received = item.received;
  fresh.place = state_.FindPlace(item);
  if (fresh.place != item.key) fresh.row.conversation = fresh.place;
  Fill(fresh, item);
  const std::string born(ToString(fresh.row.progress()));
  ++state_.arrivals["parsed"];
  if (born != "parsed") ++state_.arrivals[born];
  return fresh;
}

void MemoryItems::Replace(MemoryItem& existing, const NewItem& item) {
  if (existing.place == item.key) existing.place = state_.FindPlace(item);
  existing.row.conversation = existing.place == item.key ? "" : existing.place;
  const bridge::Progress before = existing.row.progress();
  Fill(existing, item);
  if (existing.row.progress() != before)
    ++state_.arrivals[std::string(ToString(existing.row.progress()))];
  ++existing.row.version;
}

MemoryItem* MemoryItems::PutCopy(const NewItem& item) {
  const NewItem copy = CopyOf(item);
  if (state_.Find(copy.key) != nullptr) return nullptr;
  MemoryItem& put = Insert(copy);
  put.row.conflicting_copy = true;
  return &put;
}

MemoryItem* MemoryItems::Put(const NewItem& item) {
  MemoryItem* existing = state_.Find(item.key);
  if (existing == nullptr) return &Insert(item);
  if (IsSame(item, *existing)) return nullptr;
  if (item.placeholder) return nullptr;  // what is known already says more
  if (!existing->placeholder) return PutCopy(item);
  Replace(*existing, item);
  return existing;
}

Result<void, Failure> MemoryItems::SplitOne(const Slice& slice) {
  const auto delivery = state_.deliveries.find(slice.delivery);
  if (delivery == state_.deliveries.end() || delivery->second.split != slice.first) return {};
  for (const NewItem& item : slice.items) {
    if (!IsUuid(item.key)) return Fail(FailureKind::kRefused, "An id is no UUID.");
  }
  std::vector<bridge::AuditEntry> audit;
  for (const NewItem& item : slice.items) {
    const MemoryItem* put = Put(item);
    if (put == nullptr) continue;
    const bool is_copy = put->row.key != item.key;
    const std::vector<bridge::AuditEntry> entries = bridge::audit::WithVersion(
        is_copy ? CopyOf(item).audit : item.audit, put->row.key, put->row.version);
    audit.insert(audit.end(), entries.begin(), entries.end());
    state_.Wake(put->row.conversation, JobKind::kDecide, state_.clock.Now());
  }
  delivery->second.split += std::int64_t(slice.items.size());
  if (slice.last) state_.deliveries.erase(delivery);
  state_.AppendAudit(audit);
  return {};
}

Result<void, Failure> MemoryItems::Split(const std::vector<Slice>& slices) {
  return state_.Write("Items::Split", [&] {
    Result<void, Failure> first;
    for (const Slice& slice : slices) {
      auto done = SplitOne(slice);
      if (!done && first) first = std::move(done);
    }
    return first;
  });
}

bool MemoryItems::Holds(const MemoryItem& item, const std::string& owner) const {
  const auto line = state_.conversations.find(state_.LineOf(item.place));
  if (line != state_.conversations.end() && line->second.lease.owner == owner) return true;
  return std::any_of(item.fetches.begin(), item.fetches.end(),
                     [&](const auto& fetch) { return fetch.second.owner == owner; });
}

Result<void, Failure> MemoryItems::Record(const ItemStep& step) {
  return state_.Write("Items::Record", [&]() -> Answer<void> {
    MemoryItem* item = state_.Find(step.before.key);
    if (item == nullptr) return Fail(FailureKind::kNotFound, "There is no such item.");
    if (!step.lease.empty() && !Holds(*item, step.lease)) {
      return Fail(FailureKind::kBusy, "Somebody else works on that item.");
    }
    if (item->row.version != step.before.version) {
      return Fail(FailureKind::kConflict, "The item was changed meanwhile.");
    }
    const bridge::Progress before = item->row.progress();
    Change(*item, step);
    if (item->row.progress() != before)
      ++state_.arrivals[std::string(ToString(item->row.progress()))];
    for (const std::int64_t key : step.lost_keys) state_.keys.erase(key);
    if (step.link && !step.link->conversation.empty()) {
      state_.Keep(*step.link, !step.lease.empty());
    }
    state_.AppendAudit(
        bridge::audit::WithVersion(step.audit, step.before.key, step.before.version + 1));
    return {};
  });
}

Result<std::optional<ItemRow>, Failure> MemoryItems::Find(const ItemKey& key) {
  return state_.Read("Items::Find", [&]() -> Answer<std::optional<ItemRow>> {
    const MemoryItem* item = state_.Find(key);
    return item == nullptr ? std::optional<ItemRow>() : std::optional<ItemRow>(item->row);
  });
}

Result<std::optional<ItemRow>, Failure> MemoryItems::FindByProviderId(
    const std::string& channel, const std::string& provider_id) {
  return state_.Read("Items::FindByProviderId", [&]() -> Answer<std::optional<ItemRow>> {
    std::optional<ItemRow> found;
    for (const auto& [ordinal, item] : state_.items) {
      if (item.row.channel != channel || item.provider_id != provider_id) continue;
      if (item.row.conflicting_copy) continue;
      if (!found || (found->kind == "status" && item.row.kind != "status")) found = item.row;
    }
    return found;
  });
}

Result<std::string, Failure> MemoryItems::ReadPayload(const ItemKey& key, int filing) {
  return state_.Read("Items::ReadPayload", [&]() -> Answer<std::string> {
    const MemoryItem* item = state_.Find(key);
    if (item == nullptr || !item->payloads.contains(filing)) {
      return Fail(FailureKind::kNotFound, "There is no payload of that filing.");
    }
    return item->payloads.at(filing);
  });
}

Result<std::vector<bridge::DecisionRecord>, Failure> MemoryItems::Decisions(const ItemKey& key) {
  return state_.Read("Items::Decisions", [&]() -> Answer<std::vector<bridge::DecisionRecord>> {
    const MemoryItem* item = state_.Find(key);
    return item == nullptr ? std::vector<bridge::DecisionRecord>() : item->decisions;
  });
}

Result<std::optional<bridge::PatientLink>, Failure> MemoryLinks::Find(
    const std::string& conversation) {
  return state_.Read("Links::Find", [&]() -> Result<std::optional<bridge::PatientLink>, Failure> {
    if (const auto own = state_.links.find(conversation); own != state_.links.end()) {
      return std::optional(own->second);
    }
    std::optional<bridge::PatientLink> found;
    for (const auto& [id, link] : state_.links) {
      if (conversation.empty() || state_.LineOf(id) != state_.LineOf(conversation)) continue;
      if (found && found->patient != link.patient) return std::optional<bridge::PatientLink>();
      if (!found || found->confirmed_at < link.confirmed_at) found = link;
      found->conversation = conversation;
    }
    return found;
  });
}

Result<void, Failure> MemoryLinks::Keep(const bridge::PatientLink& link,
                                        const std::vector<bridge::AuditEntry>& audit) {
  return state_.Write("Links::Keep", [&]() -> Result<void, Failure> {
    if (link.conversation.empty()) {
      return Fail(FailureKind::kRefused, "There is no conversation to remember.");
    }
    state_.Keep(link, false);
    state_.AppendAudit(audit);
    return {};
  });
}

Result<void, Failure> MemoryLinks::Cut(const std::string& conversation,
                                       const std::vector<bridge::AuditEntry>& audit) {
  return state_.Write("Links::Cut", [&]() -> Result<void, Failure> {
    const std::string line = state_.LineOf(conversation);
    std::erase_if(state_.links,
                  [&](const auto& link) { return state_.LineOf(link.first) == line; });
    state_.AppendAudit(audit);
    return {};
  });
}

}  // namespace chartbridge::fakes
