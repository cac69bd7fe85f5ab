#include "tests/fakes/memory_ledger.h"

#include <algorithm>

namespace chartbridge::fakes {
namespace {

using bridge::ItemKey;
using bridge::ItemRow;
using bridge::MediaChange;
using bridge::MediaProgress;
using bridge::MediaRow;
using bridge::NewItem;
using bridge::Progress;
using bridge::Transition;

bridge::MediaRow* FindMedia(ItemRow& row, int number) {
  const auto found = std::find_if(row.media.begin(), row.media.end(),
                                  [&](const MediaRow& media) { return media.number == number; });
  return found == row.media.end() ? nullptr : &*found;
}

void Fill(MemoryItem& item, const NewItem& from, Instant now) {
  ItemRow& row = item.row;
  row.kind = from.kind;
  row.source = from.source;
  row.direction = from.direction;
  row.sent = from.sent;
  row.progress = from.progress;
  row.reason = from.reason;
  row.due = from.due ? from.due : from.deadline;
  row.deadline = from.deadline;
  row.attempts = 0;
  row.content = from.content;
  row.destroyed = false;
  row.media.clear();
  item.jobs.clear();
  for (const bridge::NewMedia& media : from.media) {
    row.media.push_back({media.number, media.progress, media.reason});
    item.jobs[media.number].due = std::min(row.received, now);
  }
  item.provider_id = from.provider_id;
  item.placeholder = from.placeholder;
  item.outbox.reset();
}

}  // namespace

bool MemoryLedger::Put(const NewItem& item) {
  if (MemoryItem* existing = state_.Find(item.key)) {
    if (!existing->placeholder || item.placeholder) return false;
    if (existing->place == item.key) existing->place = state_.FindPlace(item);
    existing->row.conversation = existing->place == item.key ? "" : existing->place;
    Fill(*existing, item, state_.clock.Now());
    return true;
  }
  const std::int64_t ordinal = ++state_.last_ordinal;
  MemoryItem& fresh = state_.items[ordinal];
  state_.ordinals[item.key] = ordinal;
  fresh.row.key = item.key;
  fresh.row.ordinal = ordinal;
  fresh.row.channel = item.channel;
  fresh.row.received = item.received;
  fresh.place = state_.FindPlace(item);
  if (fresh.place != item.key) fresh.row.conversation = fresh.place;
  Fill(fresh, item, state_.clock.Now());
  return true;
}

Result<std::vector<ItemKey>, Failure> MemoryLedger::Split(bridge::Seq delivery,
                                                          const std::vector<NewItem>& items) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  state_.deliveries.erase(delivery);
  std::vector<ItemKey> keys;
  std::vector<bridge::AuditEntry> audit;
  for (const NewItem& item : items) {
    if (!Put(item)) continue;
    keys.push_back(item.key);
    audit.insert(audit.end(), item.audit.begin(), item.audit.end());
  }
  state_.AppendAudit(audit);
  return keys;
}

Result<std::optional<bridge::Work>, Failure> MemoryLedger::Claim(const std::string& worker,
                                                                 Instant now, Instant lease_until,
                                                                 int limit) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  std::string line;
  std::vector<MemoryItem*> due;
  std::optional<Instant> earliest;
  for (const auto& [id, conversation] : state_.conversations) {
    if (conversation.line != id || conversation.lease.until > now) continue;
    std::vector<MemoryItem*> here = state_.DueOf(id, now);
    for (const MemoryItem* item : here) {
      if (earliest && *item->row.due >= *earliest) continue;
      earliest = item->row.due;
      line = id;
    }
    if (line == id) due = std::move(here);
  }
  if (due.empty()) return std::optional<bridge::Work>();
  if (due.size() > std::size_t(limit)) due.resize(std::size_t(limit));
  state_.conversations[line].lease = {worker, lease_until};
  bridge::Work work{line, state_.conversations[line].channel, {}};
  for (MemoryItem* item : due) {
    item->media_news = false;
    work.items.push_back(item->row);
  }
  return std::optional<bridge::Work>(std::move(work));
}

Result<void, Failure> MemoryLedger::Release(const std::string& worker,
                                            const std::string& conversation) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  const auto known = state_.conversations.find(conversation);
  if (known != state_.conversations.end() && known->second.lease.owner == worker) {
    known->second.lease = {};
  }
  return {};
}

void MemoryLedger::Change(MemoryItem& item, const MediaChange& change) {
  MediaRow& media = *FindMedia(item.row, change.number);
  media.progress = change.progress;
  media.reason = change.reason;
  if (change.stored) {
    media.object = change.stored->object;
    media.key_id = change.stored->key_id;
    media.content_type = change.stored->content_type;
    media.size = change.stored->size;
    media.sha1_base64 = change.stored->sha1_base64;
    media.sha256_hex = change.stored->sha256_hex;
  }
  if (change.progress == MediaProgress::kFiled) media.resources = change.resources;
  if (change.destroy) {
    state_.keys.erase(media.key_id);
    media.key_id = 0;
  }
  item.jobs[change.number] = {};
}

Result<void, Failure> MemoryLedger::Record(const Transition& step) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  MemoryItem* item = state_.Find(step.key);
  if (item == nullptr) return Fail(FailureKind::kNotFound, "There is no such item.");
  const Lease& lease = state_.conversations[state_.LineOf(item->place)].lease;
  const bool held = lease.until > state_.clock.Now();
  if (item->row.progress != step.from ||
      (step.worker.empty() ? held : lease.owner != step.worker)) {
    return Fail(FailureKind::kBusy, "Somebody else moved or holds that item.");
  }
  for (const MediaChange& change : step.media) {
    if (FindMedia(item->row, change.number) == nullptr) {
      return Fail(FailureKind::kNotFound, "There is no such medium.");
    }
  }
  ItemRow& row = item->row;
  row.progress = step.to;
  row.reason = step.reason;
  row.patient = step.patient.value_or(row.patient);
  row.filing = step.filing.value_or(row.filing);
  row.due = step.due ? step.due : step.deadline;
  const bool settled = step.to == Progress::kFiled || step.to == Progress::kHeld;
  if (item->media_news && settled) row.due = state_.clock.Now();
  row.deadline = step.deadline;
  row.attempts = step.attempts;
  row.resources = step.resources.value_or(row.resources);
  if (step.outbox) item->outbox = step.outbox->empty() ? std::nullopt : step.outbox;
  for (const MediaChange& change : step.media) Change(*item, change);
  item->decisions.insert(item->decisions.end(), step.decisions.begin(), step.decisions.end());
  if (step.destroy_content) {
    row.content.clear();
    row.destroyed = true;
    item->outbox.reset();
  }
  state_.AppendAudit(step.audit);
  return {};
}

Result<std::vector<ItemRow>, Failure> MemoryLedger::ClaimMedia(const std::string& worker,
                                                               Instant now, Instant lease_until,
                                                               int limit) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  std::vector<std::pair<Instant, std::pair<std::int64_t, int>>> ready;
  for (auto& [ordinal, item] : state_.items) {
    for (const MediaRow& media : item.row.media) {
      const MediaJob& job = item.jobs[media.number];
      if (media.progress != MediaProgress::kPending || job.due > now || job.lease.until > now) {
        continue;
      }
      ready.push_back({job.due, {ordinal, media.number}});
    }
  }
  std::sort(ready.begin(), ready.end());
  if (ready.size() > std::size_t(limit)) ready.resize(std::size_t(limit));
  std::map<std::int64_t, ItemRow> claimed;
  for (const auto& [due, medium] : ready) {
    const auto& [ordinal, number] = medium;
    MemoryItem& item = state_.items[ordinal];
    item.jobs[number].lease = {worker, lease_until};
    auto [row, fresh] = claimed.try_emplace(ordinal, item.row);
    if (fresh) row->second.media.clear();
    row->second.media.push_back(*FindMedia(item.row, number));
  }
  std::vector<ItemRow> rows;
  for (auto& [ordinal, row] : claimed) rows.push_back(std::move(row));
  return rows;
}

Result<void, Failure> MemoryLedger::RecordMedia(const std::string& worker, const ItemKey& key,
                                                const MediaChange& change,
                                                std::optional<Instant> due, int attempts,
                                                const std::vector<bridge::AuditEntry>& audit) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  MemoryItem* item = state_.Find(key);
  if (item == nullptr || FindMedia(item->row, change.number) == nullptr) {
    return Fail(FailureKind::kNotFound, "There is no such medium.");
  }
  const Lease lease = item->jobs[change.number].lease;
  const bool held = lease.until > state_.clock.Now();
  if (worker.empty() ? held : lease.owner != worker) {
    return Fail(FailureKind::kBusy, "Another worker holds that medium.");
  }
  Change(*item, change);
  FindMedia(item->row, change.number)->attempts = attempts;
  item->jobs[change.number].due = due.value_or(state_.clock.Now());
  if (change.progress == MediaProgress::kStored) {
    item->media_news = true;
    const Instant now = state_.clock.Now();
    const bool settled =
        item->row.progress == Progress::kFiled || item->row.progress == Progress::kHeld;
    if (settled && (!item->row.due || *item->row.due > now)) item->row.due = now;
  }
  state_.AppendAudit(audit);
  return {};
}

}  // namespace chartbridge::fakes
