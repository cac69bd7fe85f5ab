// The ledger in SQL; each member is one transaction or one snapshot.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/ports/ledger.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/split.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlLedger final : public bridge::Ledger {
 public:
  SqlLedger(Engine& engine, const StoreContext& context, Backlog& backlog)
      : engine_(engine), context_(context), backlog_(backlog) {}

  template <class T>
  using Answer = Result<T, Failure>;

  Answer<std::vector<bridge::ItemKey>> Split(bridge::Seq delivery,
                                             const std::vector<bridge::NewItem>& items) override;
  Answer<void> SplitAll(const std::vector<bridge::SplitDelivery>& deliveries) override;
  Answer<std::optional<bridge::Work>> Claim(const std::string& worker, Instant now,
                                            Instant lease_until, int limit) override;
  Answer<void> EndLeases() override;
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
  Answer<SplitOutcome> SplitTogether(std::span<const bridge::SplitDelivery> deliveries);
  // Runs `read` on a snapshot and hands on what it returns.
  template <class T>
  Answer<T> Ask(const std::function<T(Session&)>& read);

  Engine& engine_;
  StoreContext context_;
  Backlog& backlog_;
};

}  // namespace chartbridge::sql
