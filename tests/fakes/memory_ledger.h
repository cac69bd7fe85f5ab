// The ledger of the fake store.
#pragma once

#include "bridge/ports/ledger.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {

class MemoryLedger final : public bridge::Ledger {
 public:
  explicit MemoryLedger(MemoryState& state) : state_(state) {}

  template <class T>
  using Answer = Result<T, Failure>;

  Answer<std::vector<bridge::ItemKey>> Split(bridge::Seq delivery,
                                             const std::vector<bridge::NewItem>& items) override;
  Answer<std::optional<bridge::Work>> Claim(const std::string& worker, Instant now,
                                            Instant lease_until, int limit) override;
  Answer<void> Release(const std::string& worker, const std::string& conversation) override;
  Answer<void> Record(const bridge::Transition& step) override;
  Answer<std::string> ReadOutbox(const bridge::ItemKey& key) override;
  Answer<std::vector<bridge::ItemRow>> ClaimMedia(const std::string& worker, Instant now,
                                                  Instant lease_until, int limit) override;
  Answer<void> RecordMedia(const std::string& worker, const bridge::ItemKey& key,
                           const bridge::MediaChange& change, std::optional<Instant> due,
                           int attempts, const std::vector<bridge::AuditEntry>& audit) override;
  Answer<std::optional<bridge::PatientLink>> FindLink(const std::string& conversation) override;
  Answer<void> Remember(const bridge::PatientLink& link,
                        const std::vector<bridge::AuditEntry>& audit) override;
  Answer<std::optional<bridge::ItemRow>> FindByProviderId(const std::string& channel,
                                                          const std::string& provider_id) override;
  Answer<std::optional<bridge::ItemRow>> Find(const bridge::ItemKey& key) override;
  Answer<void> List(const bridge::ItemFilter& filter,
                    const std::function<bool(const bridge::ItemRow&)>& visit) override;
  Answer<std::vector<bridge::DecisionRecord>> Decisions(const bridge::ItemKey& key) override;
  Answer<std::map<std::string, std::int64_t>> Counts() override;
  Answer<std::optional<Instant>> OldestUnfiled() override;
  Answer<std::vector<bridge::ReasonCount>> CountsByReason(Instant ending_before) override;

 private:
  bool Put(const bridge::NewItem& item);
  std::set<std::string> LinesOf(const std::string& contact) const;
  bool IsWanted(const MemoryItem& item, const bridge::ItemFilter& filter) const;
  void Change(MemoryItem& item, const bridge::MediaChange& change);

  MemoryState& state_;
};

}  // namespace chartbridge::fakes
