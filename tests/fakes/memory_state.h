// What the fake store remembers, and the rules that its ports share. Callers hold `mutex`.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "bridge/audit/chain.h"
#include "bridge/ports/ledger.h"
#include "bridge/ports/people.h"
#include "bridge/ports/vault.h"

namespace chartbridge::fakes {

struct Lease {
  std::string owner;
  Instant until{};
};

struct MemoryDelivery {
  bridge::RawDelivery raw;
  Lease lease;
};

struct MediaJob {
  Instant due{};
  Lease lease;
};

struct MemoryItem {
  bridge::ItemRow row;  // content included
  std::string place;    // conversation id, its own key for an item of no contact
  std::string provider_id;
  bool placeholder = false;
  bool media_news = false;
  std::map<int, MediaJob> jobs;
  std::optional<std::string> outbox;
  std::vector<bridge::DecisionRecord> decisions;
};

struct MemoryConversation {
  std::string channel;
  std::string line;  // where its items queue: itself, or the older one it was linked to
  std::int64_t serial = 0;
  Lease lease;
};

struct MemoryState {
  MemoryState(const Clock& clock, Entropy& entropy) : clock(clock), entropy(entropy) {}

  // Why nothing may be written now.
  std::optional<Failure> Refusal() const;
  MemoryItem* Find(const bridge::ItemKey& key);
  std::string FindPlace(const bridge::NewItem& item);
  std::string LineOf(const std::string& conversation) const;
  // In order of arrival: what is due and not held up by something before it that is under way.
  std::vector<MemoryItem*> DueOf(const std::string& line, Instant now);
  void AppendAudit(const std::vector<bridge::AuditEntry>& entries);

  const Clock& clock;
  Entropy& entropy;
  mutable std::mutex mutex;
  std::optional<Failure> failure;
  bool closed = false;

  std::map<bridge::Seq, MemoryDelivery> deliveries;
  bridge::Seq last_seq = 0;

  std::map<std::int64_t, MemoryItem> items;  // by ordinal
  std::map<bridge::ItemKey, std::int64_t> ordinals;
  std::int64_t last_ordinal = 0;
  std::map<std::string, MemoryConversation> conversations;
  std::map<std::pair<std::string, std::string>, std::string> aliases;  // channel, address
  std::map<std::string, bridge::PatientLink> links;

  bridge::audit::ChainHead head;
  std::vector<bridge::AuditLink> chain;
  std::vector<std::string> chain_subjects;  // of each link, "" for none
  std::map<std::string, std::string> pseudonyms;

  std::map<std::string, bridge::Account> accounts;  // by id, as the next two
  std::map<std::string, bridge::LoginSession> logins;
  std::map<std::string, bridge::ApiToken> tokens;
  std::map<std::string, bridge::Guesses> guesses;

  std::map<std::int64_t, bridge::DataKey> keys;
  std::int64_t last_key = 0;

 private:
  std::string PlaceOfOne(const std::string& channel, const std::string& address);
  void Join(const std::string& one, const std::string& other);
};

bool IsUnderWay(bridge::Progress progress);

}  // namespace chartbridge::fakes
