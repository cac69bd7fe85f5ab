#include "tests/fakes/memory_store.h"

#include "tests/fakes/memory_ledger.h"
#include "tests/fakes/memory_people.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {
namespace {

class MemoryInbox final : public bridge::Inbox {
 public:
  explicit MemoryInbox(MemoryState& state) : state_(state) {}

  Result<bridge::Seq, Failure> Append(bridge::RawDelivery raw, Deadline) override {
    const std::scoped_lock lock(state_.mutex);
    if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
    state_.deliveries[++state_.last_seq] = {std::move(raw), {}};
    return state_.last_seq;
  }

  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until,
                                                             int limit) override {
    const std::scoped_lock lock(state_.mutex);
    if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
    std::vector<bridge::StoredDelivery> claimed;
    for (auto& [seq, delivery] : state_.deliveries) {
      if (int(claimed.size()) == limit) break;
      if (delivery.lease.until > now) continue;
      delivery.lease = {worker, lease_until};
      claimed.push_back({seq, delivery.raw});
    }
    return claimed;
  }

  std::int64_t Depth() const override {
    const std::scoped_lock lock(state_.mutex);
    return std::int64_t(state_.deliveries.size());
  }
  bool Accepting() const override {
    const std::scoped_lock lock(state_.mutex);
    return !state_.Refusal();
  }

 private:
  MemoryState& state_;
};

class MemoryAudit final : public bridge::AuditTrail {
 public:
  explicit MemoryAudit(MemoryState& state) : state_(state) {}

  Result<void, Failure> Append(const std::vector<bridge::AuditEntry>& entries) override {
    const std::scoped_lock lock(state_.mutex);
    if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
    state_.AppendAudit(entries);
    return {};
  }

  Result<void, Failure> ReadAbout(
      const std::string& subject, std::int64_t before,
      const std::function<bool(const bridge::AuditLink&)>& visit) override {
    return Back(before, visit, [&](const std::string& of) { return !of.empty() && of == subject; });
  }

  Result<void, Failure> ReadBack(
      std::int64_t before, const std::function<bool(const bridge::AuditLink&)>& visit) override {
    return Back(before, visit, [](const std::string&) { return true; });
  }

  Result<void, Failure> Read(std::int64_t from,
                             const std::function<bool(const bridge::AuditLink&)>& visit) override {
    std::vector<bridge::AuditLink> chain;
    {
      const std::scoped_lock lock(state_.mutex);
      chain = state_.chain;
    }
    for (const bridge::AuditLink& link : chain) {
      if (link.seq >= from && !visit(link)) break;
    }
    return {};
  }

 private:
  Result<void, Failure> Back(std::int64_t before,
                             const std::function<bool(const bridge::AuditLink&)>& visit,
                             const std::function<bool(const std::string&)>& wanted) {
    std::vector<bridge::AuditLink> found;
    {
      const std::scoped_lock lock(state_.mutex);
      for (std::size_t i = state_.chain.size(); i-- > 0;) {
        const bridge::AuditLink& link = state_.chain[i];
        if (before > 0 && link.seq >= before) continue;
        if (wanted(state_.chain_subjects[i])) found.push_back(link);
      }
    }
    for (const bridge::AuditLink& link : found) {
      if (!visit(link)) break;
    }
    return {};
  }

  MemoryState& state_;
};

class MemoryKeys final : public bridge::KeyStore {
 public:
  explicit MemoryKeys(MemoryState& state) : state_(state) {}

  Result<bridge::DataKey, Failure> CreateKey() override {
    const std::scoped_lock lock(state_.mutex);
    if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
    std::array<unsigned char, 32> bytes{};
    state_.entropy.Fill(bytes);
    const bridge::DataKey key(++state_.last_key, bytes);
    state_.keys.emplace(key.id(), key);
    return key;
  }
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override {
    const std::scoped_lock lock(state_.mutex);
    const auto key = state_.keys.find(id);
    if (key == state_.keys.end()) {
      return Fail(FailureKind::kNotFound, "The key was destroyed.");
    }
    return key->second;
  }
  Result<void, Failure> DestroyKey(std::int64_t id) override {
    const std::scoped_lock lock(state_.mutex);
    if (auto refusal = state_.Refusal()) return Unexpected<Failure>(*refusal);
    state_.keys.erase(id);
    return {};
  }

 private:
  MemoryState& state_;
};

}  // namespace

MemoryStore::MemoryStore(const Clock& clock, Entropy& entropy)
    : state_(std::make_unique<MemoryState>(clock, entropy)),
      inbox_(std::make_unique<MemoryInbox>(*state_)),
      ledger_(std::make_unique<MemoryLedger>(*state_)),
      audit_(std::make_unique<MemoryAudit>(*state_)),
      keys_(std::make_unique<MemoryKeys>(*state_)),
      people_(std::make_unique<MemoryPeople>(*state_)) {}

MemoryStore::~MemoryStore() = default;

bridge::Inbox& MemoryStore::inbox() { return *inbox_; }
bridge::Ledger& MemoryStore::ledger() { return *ledger_; }
bridge::AuditTrail& MemoryStore::audit() { return *audit_; }
bridge::KeyStore& MemoryStore::keys() { return *keys_; }
bridge::People& MemoryStore::people() { return *people_; }

void MemoryStore::Close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
}

void MemoryStore::FailWrites(std::optional<Failure> failure) {
  const std::scoped_lock lock(state_->mutex);
  state_->failure = std::move(failure);
}

}  // namespace chartbridge::fakes
