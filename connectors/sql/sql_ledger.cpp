#include "connectors/sql/sql_ledger.h"

#include "connectors/sql/conversations.h"
#include "connectors/sql/item_list.h"
#include "connectors/sql/item_rows.h"
#include "connectors/sql/media_work.h"
#include "connectors/sql/sql_audit.h"
#include "connectors/sql/transitions.h"
#include "connectors/sql/work_claim.h"

namespace chartbridge::sql {

using bridge::ItemKey;
using bridge::ItemRow;

template <class T>
Result<T, Failure> SqlLedger::Ask(const std::function<T(Session&)>& read) {
  T answer{};
  auto done = engine_.Read([&](Session& session) { answer = read(session); });
  if (!done) return Unexpected<Failure>(done.error());
  return answer;
}

Result<SplitOutcome, Failure> SqlLedger::SplitTogether(
    std::span<const bridge::SplitDelivery> deliveries) {
  SplitOutcome outcome;
  auto done = engine_.Write(
      [&](Session& session) { outcome = SplitDeliveries(context_, session, deliveries); });
  if (!done) return Unexpected<Failure>(done.error());
  backlog_.Add(-outcome.deliveries_gone);
  return outcome;
}

Result<std::vector<ItemKey>, Failure> SqlLedger::Split(bridge::Seq delivery,
                                                       const std::vector<bridge::NewItem>& items) {
  const bridge::SplitDelivery one{delivery, items};
  auto outcome = SplitTogether({&one, 1});
  if (!outcome) return Unexpected<Failure>(outcome.error());
  return std::move(outcome->keys);
}

Result<void, Failure> SqlLedger::SplitAll(const std::vector<bridge::SplitDelivery>& deliveries) {
  const auto together = SplitTogether(deliveries);
  if (together) return {};
  // One by one helps against a bad delivery, not against a store that is away.
  const FailureKind why = together.error().kind;
  if (why == FailureKind::kUnreachable || why == FailureKind::kFull) {
    return Unexpected<Failure>(together.error());
  }
  return Ledger::SplitAll(deliveries);
}

Result<std::optional<bridge::Work>, Failure> SqlLedger::Claim(const std::string& worker,
                                                              Instant now, Instant lease_until,
                                                              int limit) {
  return ClaimWork(engine_, context_, worker, now, lease_until, limit);
}

Result<void, Failure> SqlLedger::EndLeases() {
  return engine_.Write([&](Session& session) {
    for (const std::string_view table : {"delivery", "conversation", "media"}) {
      session.Execute("UPDATE " + std::string(table) +
                          " SET lease_owner = NULL, lease_until = 0 "
                          "WHERE tenant = $1 AND lease_owner IS NOT NULL",
                      {context_.tenant()});
    }
  });
}

Result<void, Failure> SqlLedger::Release(const std::string& worker,
                                         const std::string& conversation) {
  return engine_.Write(
      [&](Session& session) { ReleaseWork(context_, session, worker, conversation); });
}

Result<void, Failure> SqlLedger::Record(const bridge::Transition& step) {
  return engine_.Write([&](Session& session) { RecordTransition(context_, session, step); });
}

Result<std::string, Failure> SqlLedger::ReadOutbox(const ItemKey& key) {
  return Ask<std::string>([&](Session& session) { return ReadBundle(context_, session, key); });
}

Result<std::vector<ItemRow>, Failure> SqlLedger::ClaimMedia(const std::string& worker, Instant now,
                                                            Instant lease_until, int limit) {
  return ClaimMediaWork(engine_, context_, worker, now, lease_until, limit);
}

Result<void, Failure> SqlLedger::RecordMedia(const std::string& worker, const ItemKey& key,
                                             const bridge::MediaChange& change,
                                             std::optional<Instant> due, int attempts,
                                             const std::vector<bridge::AuditEntry>& audit) {
  const FetchOutcome outcome{worker, key, change, due, attempts};
  return engine_.Write([&](Session& session) {
    RecordFetch(context_, session, outcome);
    AppendAudit(context_, session, audit);
  });
}

Result<std::optional<bridge::PatientLink>, Failure> SqlLedger::FindLink(
    const std::string& conversation) {
  return Ask<std::optional<bridge::PatientLink>>(
      [&](Session& session) { return FindPatientLink(context_, session, conversation); });
}

Result<void, Failure> SqlLedger::Remember(const bridge::PatientLink& link,
                                          const std::vector<bridge::AuditEntry>& audit) {
  return engine_.Write([&](Session& session) {
    KeepPatientLink(context_, session, link);
    AppendAudit(context_, session, audit);
  });
}

Result<std::optional<ItemRow>, Failure> SqlLedger::FindByProviderId(
    const std::string& channel, const std::string& provider_id) {
  return Ask<std::optional<ItemRow>>([&](Session& session) {
    return FindItemByProviderId(context_, session, channel, provider_id);
  });
}

Result<std::optional<ItemRow>, Failure> SqlLedger::Find(const ItemKey& key) {
  return Ask<std::optional<ItemRow>>(
      [&](Session& session) { return FindItem(context_, session, key); });
}

Result<void, Failure> SqlLedger::List(const bridge::ItemFilter& filter,
                                      const std::function<bool(const ItemRow&)>& visit) {
  return ListItems(engine_, context_, filter, visit);
}

Result<std::vector<bridge::DecisionRecord>, Failure> SqlLedger::Decisions(const ItemKey& key) {
  return Ask<std::vector<bridge::DecisionRecord>>(
      [&](Session& session) { return ReadDecisions(context_, session, key); });
}

Result<std::map<std::string, std::int64_t>, Failure> SqlLedger::Counts() {
  return Ask<std::map<std::string, std::int64_t>>(
      [&](Session& session) { return CountItems(context_, session); });
}

Result<std::optional<Instant>, Failure> SqlLedger::OldestUnfiled() {
  return Ask<std::optional<Instant>>(
      [&](Session& session) { return OldestUnfiledItem(context_, session); });
}

Result<std::vector<bridge::ReasonCount>, Failure> SqlLedger::CountsByReason(Instant ending_before) {
  return Ask<std::vector<bridge::ReasonCount>>(
      [&](Session& session) { return CountReasons(context_, session, ending_before); });
}

}  // namespace chartbridge::sql
