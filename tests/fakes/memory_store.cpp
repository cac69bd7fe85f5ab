#include "tests/fakes/memory_store.h"

#include <algorithm>

#include "tests/fakes/memory_approvals.h"
#include "tests/fakes/memory_items.h"
#include "tests/fakes/memory_people.h"
#include "tests/fakes/memory_queries.h"
#include "tests/fakes/memory_state.h"
#include "tests/fakes/memory_work.h"

namespace chartbridge::fakes {
namespace {

class MemoryInbox final : public bridge::Inbox {
 public:
  explicit MemoryInbox(MemoryState& state) : state_(state) {}

  // On the caller's thread.
  void Append(bridge::RawDelivery raw, Deadline, Done done) override {
    done(state_.Write("Inbox::Append", [&]() -> Result<bridge::Seq, Failure> {
      state_.deliveries[++state_.last_seq].raw = std::move(raw);
      return state_.last_seq;
    }));
  }

  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until,
                                                             int limit) override {
    using Claimed = std::vector<bridge::StoredDelivery>;
    return state_.Write("Inbox::Claim", [&]() -> Result<Claimed, Failure> {
      Claimed claimed;
      for (auto& [seq, delivery] : state_.deliveries) {
        if (int(claimed.size()) == limit) break;
        if (delivery.lease.until > now || delivery.parked) continue;
        delivery.lease = {worker, lease_until};
        claimed.push_back({seq, delivery.split, delivery.failures, delivery.raw});
      }
      return claimed;
    });
  }

  // The lease stays: whoever failed does not get it again at once.
  Result<bool, Failure> Failed(bridge::Seq seq) override {
    return state_.Write("Inbox::Failed", [&]() -> Result<bool, Failure> {
      const auto known = state_.deliveries.find(seq);
      if (known == state_.deliveries.end()) return false;
      MemoryDelivery& delivery = known->second;
      delivery.parked = ++delivery.failures >= bridge::kParkAfter;
      return delivery.parked;
    });
  }
  Result<std::int64_t, Failure> CountParked() override {
    return state_.Read("Inbox::CountParked", [&]() -> Result<std::int64_t, Failure> {
      return std::int64_t(std::count_if(state_.deliveries.begin(), state_.deliveries.end(),
                                        [](const auto& one) { return one.second.parked; }));
    });
  }
  Result<std::int64_t, Failure> Unpark() override {
    return state_.Write("Inbox::Unpark", [&]() -> Result<std::int64_t, Failure> {
      std::int64_t unparked = 0;
      for (auto& [seq, delivery] : state_.deliveries) {
        if (!delivery.parked) continue;
        delivery.parked = false;
        delivery.failures = 0;
        delivery.lease = {};
        ++unparked;
      }
      return unparked;
    });
  }

  std::int64_t Depth() const override {
    const std::scoped_lock lock(state_.mutex);
    return std::count_if(state_.deliveries.begin(), state_.deliveries.end(),
                         [](const auto& one) { return !one.second.parked; });
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
    return state_.Write("AuditTrail::Append", [&]() -> Result<void, Failure> {
      state_.AppendAudit(entries);
      return {};
    });
  }

  Result<void, Failure> ReadAbout(
      const std::string& subject, std::int64_t before,
      const std::function<bool(const bridge::AuditLink&)>& visit) override {
    return Back(before, visit, [&](const std::string& of, const std::string& thing) {
      return !subject.empty() && (of == subject || thing == subject);
    });
  }

  Result<void, Failure> ReadBack(
      std::int64_t before, const std::function<bool(const bridge::AuditLink&)>& visit) override {
    return Back(before, visit, [](const std::string&, const std::string&) { return true; });
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

  Result<std::vector<bridge::AuditHead>, Failure> Heads() override {
    const std::scoped_lock lock(state_.mutex);
    return state_.head.seq < 0 ? std::vector<bridge::AuditHead>()
                               : std::vector<bridge::AuditHead>{state_.head};
  }

 private:
  Result<void, Failure> Back(
      std::int64_t before, const std::function<bool(const bridge::AuditLink&)>& visit,
      const std::function<bool(const std::string& subject, const std::string& thing)>& wanted) {
    std::vector<bridge::AuditLink> found;
    {
      const std::scoped_lock lock(state_.mutex);
      for (std::size_t i = state_.chain.size(); i-- > 0;) {
        const bridge::AuditLink& link = state_.chain[i];
        if (before > 0 && link.seq >= before) continue;
        if (wanted(state_.chain_subjects[i], state_.chain_things[i])) found.push_back(link);
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
    return state_.Write("KeyStore::CreateKey", [&]() -> Result<bridge::DataKey, Failure> {
      std::array<unsigned char, 32> bytes{};
      state_.entropy.Fill(bytes);
      const bridge::DataKey key(++state_.last_key, bytes);
      state_.keys.emplace(key.id(), MemoryKey{key, state_.clock.Now()});
      return key;
    });
  }
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override {
    return state_.Read("KeyStore::OpenKey", [&]() -> Result<bridge::DataKey, Failure> {
      const auto known = state_.keys.find(id);
      if (known == state_.keys.end()) {
        return Fail(FailureKind::kNotFound, "The key was destroyed.");
      }
      return known->second.key;
    });
  }
  Result<void, Failure> DestroyKey(std::int64_t id) override {
    return state_.Write("KeyStore::DestroyKey", [&]() -> Result<void, Failure> {
      state_.keys.erase(id);
      return {};
    });
  }

 private:
  MemoryState& state_;
};

class MemoryRequests final : public bridge::NamedRequests {
 public:
  explicit MemoryRequests(MemoryState& state) : state_(state) {}

  Result<bridge::BegunRequest, Failure> Begin(const bridge::NamedRequest& request) override {
    using bridge::RequestState;
    return state_.Write("NamedRequests::Begin", [&]() -> Result<bridge::BegunRequest, Failure> {
      const Instant now = state_.clock.Now();
      std::erase_if(state_.requests, [&](const auto& one) {
        return one.second.begun < now - bridge::kNamedRequestKept;
      });
      const auto known = state_.requests.find({request.caller, request.name});
      if (known == state_.requests.end()) {
        const auto of_caller =
            std::count_if(state_.requests.begin(), state_.requests.end(),
                          [&](const auto& one) { return one.first.first == request.caller; });
        if (of_caller >= bridge::kMostNamedRequests)
          return bridge::BegunRequest{RequestState::kTooMany};
        state_.requests[{request.caller, request.name}] = {request.fingerprint, now, {}};
        return bridge::BegunRequest{RequestState::kNew};
      }
      MemoryRequest& one = known->second;
      if (one.fingerprint != request.fingerprint) return bridge::BegunRequest{RequestState::kOther};
      if (one.answer.status != 0) return bridge::BegunRequest{RequestState::kAnswered, one.answer};
      if (one.begun > now - bridge::kNamedRequestLives)
        return bridge::BegunRequest{RequestState::kInFlight};
      one.begun = now;
      return bridge::BegunRequest{RequestState::kNew};
    });
  }
  Result<void, Failure> End(const bridge::NamedRequest& request,
                            const bridge::RequestAnswer& answer) override {
    return state_.Write("NamedRequests::End", [&]() -> Result<void, Failure> {
      const auto known = state_.requests.find({request.caller, request.name});
      if (known != state_.requests.end() && known->second.answer.status == 0)
        known->second.answer = answer;
      return {};
    });
  }
  Result<void, Failure> Forget(const bridge::NamedRequest& request) override {
    return state_.Write("NamedRequests::Forget", [&]() -> Result<void, Failure> {
      const auto known = state_.requests.find({request.caller, request.name});
      if (known != state_.requests.end() && known->second.answer.status == 0)
        state_.requests.erase(known);
      return {};
    });
  }

 private:
  MemoryState& state_;
};

}  // namespace

struct MemoryStore::Ports {
  explicit Ports(MemoryState& state)
      : inbox(state),
        items(state),
        links(state),
        work(state),
        queries(state),
        housekeeping(state),
        audit(state),
        keys(state),
        people(state),
        approvals(state),
        requests(state) {}
  MemoryInbox inbox;
  MemoryItems items;
  MemoryLinks links;
  MemoryWork work;
  MemoryQueries queries;
  MemoryHousekeeping housekeeping;
  MemoryAudit audit;
  MemoryKeys keys;
  MemoryPeople people;
  MemoryApprovals approvals;
  MemoryRequests requests;
};

MemoryStore::MemoryStore(const Clock& clock, Entropy& entropy)
    : state_(std::make_unique<MemoryState>(clock, entropy)),
      ports_(std::make_unique<Ports>(*state_)) {}

MemoryStore::~MemoryStore() = default;

bridge::Inbox& MemoryStore::inbox() { return ports_->inbox; }
bridge::Items& MemoryStore::items() { return ports_->items; }
bridge::Links& MemoryStore::links() { return ports_->links; }
bridge::WorkQueue& MemoryStore::work() { return ports_->work; }
bridge::ItemQueries& MemoryStore::queries() { return ports_->queries; }
bridge::Housekeeping& MemoryStore::housekeeping() { return ports_->housekeeping; }
bridge::AuditTrail& MemoryStore::audit() { return ports_->audit; }
bridge::KeyStore& MemoryStore::keys() { return ports_->keys; }
bridge::People& MemoryStore::people() { return ports_->people; }
bridge::Approvals& MemoryStore::approvals() { return ports_->approvals; }
bridge::NamedRequests& MemoryStore::requests() { return ports_->requests; }

void MemoryStore::Close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
}

void MemoryStore::FailWrites(std::optional<Failure> failure) {
  const std::scoped_lock lock(state_->mutex);
  state_->failure = std::move(failure);
}

void MemoryStore::OrderFaults(FaultOrder order) {
  const std::scoped_lock lock(state_->mutex);
  state_->faults = std::move(order);
}

}  // namespace chartbridge::fakes
