// The questions that the fake ledger answers.
#include <algorithm>
#include <set>

#include "tests/fakes/memory_ledger.h"

namespace chartbridge::fakes {
namespace {

using bridge::ItemKey;
using bridge::ItemRow;

std::string Digits(const std::string& contact) {
  std::string digits;
  std::copy_if(contact.begin(), contact.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return digits.starts_with("00") ? digits.substr(2) : digits;
}

}  // namespace

Result<std::string, Failure> MemoryLedger::ReadOutbox(const ItemKey& key) {
  const std::scoped_lock lock(state_.mutex);
  const MemoryItem* item = state_.Find(key);
  if (item == nullptr || !item->outbox) {
    return Fail(FailureKind::kNotFound, "There is no Bundle in the outbox for that item.");
  }
  return *item->outbox;
}

Result<std::optional<bridge::PatientLink>, Failure> MemoryLedger::FindLink(
    const std::string& conversation) {
  const std::scoped_lock lock(state_.mutex);
  if (const auto own = state_.links.find(conversation); own != state_.links.end()) {
    return std::optional(own->second);
  }
  std::optional<bridge::PatientLink> found;
  for (const auto& [id, link] : state_.links) {
    if (conversation.empty() || state_.LineOf(id) != state_.LineOf(conversation)) continue;
    if (found && found->patient != link.patient) return std::optional<bridge::PatientLink>();
    found = link;
    found->conversation = conversation;
  }
  return found;
}

Result<void, Failure> MemoryLedger::Remember(const bridge::PatientLink& link,
                                             const std::vector<bridge::AuditEntry>& audit) {
  const std::scoped_lock lock(state_.mutex);
  if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
  if (link.conversation.empty()) {
    return Fail(FailureKind::kRefused, "There is no conversation to remember.");
  }
  state_.links[link.conversation] = link;
  state_.AppendAudit(audit);
  return {};
}

Result<std::optional<ItemRow>, Failure> MemoryLedger::FindByProviderId(
    const std::string& channel, const std::string& provider_id) {
  const std::scoped_lock lock(state_.mutex);
  std::optional<ItemRow> found;
  for (const auto& [ordinal, item] : state_.items) {
    if (item.row.channel != channel || item.provider_id != provider_id) continue;
    if (!found || (found->kind == "status" && item.row.kind != "status")) found = item.row;
  }
  return found;
}

Result<std::optional<ItemRow>, Failure> MemoryLedger::Find(const ItemKey& key) {
  const std::scoped_lock lock(state_.mutex);
  const MemoryItem* item = state_.Find(key);
  return item == nullptr ? std::optional<ItemRow>() : std::optional<ItemRow>(item->row);
}

std::set<std::string> MemoryLedger::LinesOf(const std::string& contact) const {
  std::set<std::string> lines;
  for (const auto& [alias, conversation] : state_.aliases) {
    const std::string& address = alias.second;
    if (address == "phone " + Digits(contact) || address == "bsuid " + contact) {
      lines.insert(state_.LineOf(conversation));
    }
  }
  return lines;
}

bool MemoryLedger::IsWanted(const MemoryItem& item, const bridge::ItemFilter& filter) const {
  const ItemRow& row = item.row;
  const std::string line = state_.LineOf(item.place);
  return (!filter.since || row.received >= *filter.since) &&
         (!filter.progress || row.progress == *filter.progress) &&
         (filter.kind.empty() || row.kind == filter.kind) &&
         (filter.contact.empty() || LinesOf(filter.contact).contains(line)) &&
         (filter.reason.empty() || row.reason == filter.reason) &&
         (filter.patient.empty() || row.patient == filter.patient) &&
         (filter.conversation.empty() || state_.LineOf(filter.conversation) == line) &&
         (filter.before <= 0 || row.ordinal < filter.before);
}

Result<void, Failure> MemoryLedger::List(const bridge::ItemFilter& filter,
                                         const std::function<bool(const ItemRow&)>& visit) {
  std::vector<ItemRow> rows;
  {
    const std::scoped_lock lock(state_.mutex);
    for (const auto& [ordinal, item] : state_.items) {
      if (!IsWanted(item, filter)) continue;
      rows.push_back(item.row);
      if (!filter.with_content) rows.back().content.clear();
    }
  }
  if (filter.limit > 0) {
    std::reverse(rows.begin(), rows.end());
    rows.resize(std::min(rows.size(), std::size_t(filter.limit)));
  }
  for (const ItemRow& row : rows) {
    if (!visit(row)) break;
  }
  return {};
}

Result<std::vector<bridge::DecisionRecord>, Failure> MemoryLedger::Decisions(const ItemKey& key) {
  const std::scoped_lock lock(state_.mutex);
  const MemoryItem* item = state_.Find(key);
  return item == nullptr ? std::vector<bridge::DecisionRecord>() : item->decisions;
}

Result<std::map<std::string, std::int64_t>, Failure> MemoryLedger::Counts() {
  const std::scoped_lock lock(state_.mutex);
  std::map<std::string, std::int64_t> counts;
  for (const auto& [ordinal, item] : state_.items) {
    ++counts[std::string(ToString(item.row.progress))];
  }
  return counts;
}

Result<std::optional<Instant>, Failure> MemoryLedger::OldestUnfiled() {
  const std::scoped_lock lock(state_.mutex);
  for (const auto& [ordinal, item] : state_.items) {
    if (bridge::MayMove(item.row.progress)) return std::optional<Instant>(item.row.received);
  }
  return std::optional<Instant>();
}

Result<std::vector<bridge::ReasonCount>, Failure> MemoryLedger::CountsByReason(
    Instant ending_before) {
  const std::scoped_lock lock(state_.mutex);
  std::map<std::pair<std::string, std::string>, bridge::ReasonCount> counts;
  for (const auto& [ordinal, item] : state_.items) {
    const ItemRow& row = item.row;
    if (row.reason.empty()) continue;
    bridge::ReasonCount& count = counts[{std::string(ToString(row.progress)), row.reason}];
    count.progress = row.progress;
    count.reason = row.reason;
    ++count.items;
    if (!row.deadline) continue;
    count.first_deadline = std::min(count.first_deadline.value_or(*row.deadline), *row.deadline);
    count.ending += *row.deadline < ending_before ? 1 : 0;
  }
  std::vector<bridge::ReasonCount> all;
  for (auto& [words, count] : counts) all.push_back(std::move(count));
  return all;
}

}  // namespace chartbridge::fakes
