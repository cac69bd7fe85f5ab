#include "tests/fakes/memory_state.h"

#include <algorithm>
#include <utility>

#include "connectors/crypto/crypto.h"

namespace chartbridge::fakes {

using bridge::AuditEntry;
using bridge::NewItem;

std::optional<Failure> MemoryState::Refusal() const {
  if (closed) return Failure{FailureKind::kUnreachable, "The store is closed.", {}, 0, {}};
  return failure;
}

std::optional<Fault> MemoryState::AskForFault(std::string_view call) const {
  FaultOrder order;
  {
    const std::scoped_lock lock(mutex);
    order = faults;
  }
  return order ? order(call) : std::nullopt;
}

MemoryItem* MemoryState::Find(const bridge::ItemKey& key) {
  const auto ordinal = ordinals.find(key);
  return ordinal == ordinals.end() ? nullptr : &items.at(ordinal->second);
}

std::string MemoryState::PlaceOfOne(const std::string& channel, const std::string& address) {
  std::string& conversation = aliases[{channel, address}];
  if (conversation.empty()) {
    conversation = crypto::RandomUuid(entropy);
    conversations[conversation] = {channel, conversation, std::int64_t(conversations.size()), {}};
  }
  return conversation;
}

void MemoryState::Join(const std::string& one, const std::string& other) {
  const bool first_older = conversations[one].serial < conversations[other].serial;
  const std::string& older = first_older ? one : other;
  const std::string& younger = first_older ? other : one;
  MemoryConversation& line = conversations[older];
  const Lease moved = std::exchange(conversations[younger].lease, {});
  if (moved.until > line.lease.until && line.lease.until <= clock.Now()) line.lease = moved;
  for (auto& [id, conversation] : conversations) {
    if (conversation.line == younger) conversation.line = older;
  }
  Wake(older, bridge::JobKind::kMatch, clock.Now());
}

std::string MemoryState::FindPlace(const NewItem& item) {
  const std::string phone = item.phone.empty() ? "" : "phone " + item.phone;
  const std::string scoped =
      item.business_scoped_id.empty() ? "" : "bsuid " + item.business_scoped_id;
  if (phone.empty() && scoped.empty()) {
    conversations[item.key] = {item.channel, item.key, std::int64_t(conversations.size()), {}};
    return item.key;
  }
  if (phone.empty() || scoped.empty()) {
    return LineOf(PlaceOfOne(item.channel, phone.empty() ? scoped : phone));
  }
  const bool knows_phone = aliases.contains({item.channel, phone});
  const bool knows_scoped = aliases.contains({item.channel, scoped});
  if (!knows_phone && knows_scoped) {
    aliases[{item.channel, phone}] = aliases[{item.channel, scoped}];
  }
  const std::string one = LineOf(PlaceOfOne(item.channel, phone));
  if (!knows_scoped) aliases[{item.channel, scoped}] = one;
  const std::string other = LineOf(PlaceOfOne(item.channel, scoped));
  if (one != other) Join(one, other);
  return LineOf(one);
}

std::string MemoryState::LineOf(const std::string& conversation) const {
  const auto known = conversations.find(conversation);
  return known == conversations.end() ? conversation : known->second.line;
}

std::vector<MemoryItem*> MemoryState::ItemsOf(const std::string& line) {
  std::vector<MemoryItem*> found;
  for (auto& [ordinal, item] : items) {
    if (LineOf(item.place) == line) found.push_back(&item);
  }
  return found;
}

std::int64_t MemoryState::Wake(const std::string& conversation, bridge::JobKind kind, Instant now) {
  std::int64_t woken = 0;
  if (conversation.empty()) return woken;
  for (MemoryItem* item : ItemsOf(LineOf(conversation))) {
    for (bridge::Job& job : item->row.jobs) {
      if (job.kind != kind || job.due) continue;
      job.due = now;
      ++woken;
    }
  }
  return woken;
}

void MemoryState::DisturbWorker(const std::string& conversation, bridge::JobKind kind) {
  const std::string line = LineOf(conversation);
  const auto known = conversations.find(line);
  if (known == conversations.end() || known->second.lease.owner.empty()) return;
  for (MemoryItem* item : ItemsOf(line)) {
    const bool in_hand =
        std::any_of(item->row.jobs.begin(), item->row.jobs.end(),
                    [&](const bridge::Job& job) { return job.kind == kind && job.due; });
    if (in_hand) ++item->row.version;
  }
}

void MemoryState::Keep(const bridge::PatientLink& link, bool by_worker) {
  links[link.conversation] = link;
  if (!by_worker) DisturbWorker(link.conversation, bridge::JobKind::kMatch);
  Wake(link.conversation, bridge::JobKind::kMatch, clock.Now());
}

void MemoryState::AppendAudit(const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return;
  if (head.chain.empty()) {
    head.chain = crypto::RandomUuid(entropy);
    AppendAudit({bridge::audit::GenesisEntry()});
  }
  for (const AuditEntry& entry : entries) {
    std::string pseudonym;
    if (!entry.subject.empty()) {
      std::string& known = pseudonyms[entry.subject];
      if (known.empty()) known = crypto::RandomUuid(entropy);
      pseudonym = known;
    }
    const std::string detail =
        entry.detail.empty() ? "" : bridge::audit::DetailHash("salt", entry.detail);
    const auto step = bridge::audit::NextLink(head, entry, pseudonym, detail, clock.Now());
    chain.push_back({step.head.seq, step.record, head.hash, step.hash});
    chain_subjects.push_back(entry.subject);
    chain_things.push_back(bridge::audit::GoesByItsName(entry.what) ? entry.what : "");
    head = step.head;
  }
}

}  // namespace chartbridge::fakes
