// What the fake store remembers, and the rules that its ports share. Callers hold `mutex`.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "bridge/audit/chain.h"
#include "bridge/ports/approvals.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"
#include "bridge/ports/named_requests.h"
#include "bridge/ports/people.h"
#include "bridge/ports/vault.h"
#include "tests/fakes/memory_fault.h"

namespace chartbridge::fakes {

struct Lease {
  std::string owner;
  Instant until{};
};

struct MemoryDelivery {
  bridge::RawDelivery raw;
  Lease lease;
  std::int64_t split = 0;
  int failures = 0;
  bool parked = false;
};

struct MemoryItem {
  bridge::ItemRow row;  // content included
  std::string place;    // conversation id, its own key for an item of no contact
  std::string provider_id;
  std::string fingerprint;
  std::string former_fingerprint;  // of the placeholder whose place it took
  bool placeholder = false;
  std::map<int, Lease> fetches;  // by medium
  std::map<int, std::string> payloads;
  std::vector<bridge::DecisionRecord> decisions;
};

struct MemoryConversation {
  std::string channel;
  std::string line;  // where its items queue: itself, or the older one it was linked to
  std::int64_t serial = 0;
  Lease lease;
};

struct MemoryKey {
  bridge::DataKey key;
  Instant made;
};

struct MemoryRequest {
  std::string fingerprint;
  Instant begun;
  bridge::RequestAnswer answer;
};

class MemoryState {
 public:
  MemoryState(const Clock& clock, Entropy& entropy) : clock(clock), entropy(entropy) {}

  // What `effect` returns, done under the mutex, unless a fault was ordered for this call.
  template <class Effect>
  auto Write(std::string_view call, Effect&& effect) -> decltype(effect()) {
    return Run(call, true, std::forward<Effect>(effect));
  }
  template <class Effect>
  auto Read(std::string_view call, Effect&& effect) -> decltype(effect()) {
    return Run(call, false, std::forward<Effect>(effect));
  }

  // Why nothing may be written now.
  std::optional<Failure> Refusal() const;
  MemoryItem* Find(const bridge::ItemKey& key);
  std::string FindPlace(const bridge::NewItem& item);
  std::string LineOf(const std::string& conversation) const;
  // All items that queue in that line, in the order of arrival.
  std::vector<MemoryItem*> ItemsOf(const std::string& line);
  std::int64_t Wake(const std::string& conversation, bridge::JobKind kind, Instant now);
  // A worker that has an item of this line in hand may park such a job without knowing what is new:
  // its step is to meet kConflict.
  void DisturbWorker(const std::string& conversation, bridge::JobKind kind);
  void Keep(const bridge::PatientLink& link, bool by_worker);
  void AppendAudit(const std::vector<bridge::AuditEntry>& entries);

  const Clock& clock;
  Entropy& entropy;
  mutable std::mutex mutex;
  std::optional<Failure> failure;  // of everything that would write
  FaultOrder faults;
  bool closed = false;

  std::map<bridge::Seq, MemoryDelivery> deliveries;
  bridge::Seq last_seq = 0;

  std::map<std::int64_t, MemoryItem> items;  // by ordinal
  std::map<bridge::ItemKey, std::int64_t> ordinals;
  std::int64_t last_ordinal = 0;
  std::map<std::string, std::int64_t> arrivals;  // by state
  std::map<std::string, MemoryConversation> conversations;
  std::map<std::pair<std::string, std::string>, std::string> aliases;  // channel, address
  std::map<std::string, bridge::PatientLink> links;
  std::optional<Instant> last_sweep;

  bridge::audit::ChainHead head;
  std::vector<bridge::AuditLink> chain;
  std::vector<std::string> chain_subjects;  // of each link, "" for none
  std::vector<std::string> chain_things;    // likewise
  std::map<std::string, std::string> pseudonyms;

  std::map<std::string, bridge::Account> accounts;  // by id, as the next two
  std::map<std::string, bridge::LoginSession> logins;
  std::map<std::string, bridge::ApiToken> tokens;
  std::map<std::string, bridge::LoginAttempts> attempts;
  std::map<std::string, bridge::Approval> approvals;

  std::map<std::pair<std::string, std::string>, MemoryRequest> requests;  // caller, name

  std::map<std::int64_t, MemoryKey> keys;
  std::int64_t last_key = 0;

 private:
  template <class Effect>
  auto Run(std::string_view call, bool writes, Effect&& effect) -> decltype(effect()) {
    // The order may use the store itself, so that a test can let others be faster.
    const std::optional<Fault> fault = AskForFault(call);
    const std::scoped_lock lock(mutex);
    if (fault && !fault->done) return Unexpected<Failure>(fault->failure);
    if (auto refusal = writes ? Refusal() : std::nullopt) return Unexpected<Failure>(*refusal);
    auto outcome = effect();
    if (fault) return Unexpected<Failure>(fault->failure);
    return outcome;
  }
  std::optional<Fault> AskForFault(std::string_view call) const;
  std::string PlaceOfOne(const std::string& channel, const std::string& address);
  void Join(const std::string& one, const std::string& other);
};

}  // namespace chartbridge::fakes
