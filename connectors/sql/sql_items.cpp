#include "connectors/sql/sql_items.h"

#include "connectors/sql/item_rows.h"
#include "connectors/sql/new_items.h"
#include "connectors/sql/payloads.h"
#include "connectors/sql/record_step.h"
#include "connectors/sql/split.h"

namespace chartbridge::sql {
namespace {

using bridge::DecisionRecord;
using bridge::ItemKey;
using bridge::ItemRow;

std::optional<ItemRow> First(std::vector<ItemRow> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace

Result<void, Failure> SqlItems::SplitTogether(std::span<const bridge::Slice> slices) {
  std::int64_t gone = 0;
  auto done =
      engine_.Write([&](Session& session) { gone = SplitSlices(context_, session, slices); });
  if (done) backlog_.Add(-gone);
  return done;
}

Result<void, Failure> SqlItems::Split(const std::vector<bridge::Slice>& slices) {
  auto together = SplitTogether(slices);
  if (together || slices.size() < 2) return together;
  // One by one helps against a bad slice, not against a store that is away.
  const FailureKind why = together.error().kind;
  if (why == FailureKind::kUnreachable || why == FailureKind::kFull) return together;
  Result<void, Failure> first;
  for (const bridge::Slice& slice : slices) {
    auto done = SplitTogether({&slice, 1});
    if (!done && first) first = std::move(done);
  }
  return first;
}

Result<void, Failure> SqlItems::Record(const bridge::ItemStep& step) {
  return engine_.Write([&](Session& session) { RecordStep(context_, session, step); });
}

Result<std::optional<ItemRow>, Failure> SqlItems::Find(const ItemKey& key) {
  return Ask<std::optional<ItemRow>>(engine_, [&](Session& session) {
    return First(SelectItems(context_, session, "WHERE tenant = $1 AND item_key = $2",
                             {context_.tenant(), MaybeUuidBytes(key)}, Content::kDecrypt));
  });
}

Result<std::optional<ItemRow>, Failure> SqlItems::FindByProviderId(const std::string& channel,
                                                                   const std::string& provider_id) {
  return Ask<std::optional<ItemRow>>(engine_, [&](Session& session) {
    return First(SelectItems(
        context_, session,
        "WHERE tenant = $1 AND provider_id = $2 AND conflicting_copy = 0 "
        "ORDER BY CASE WHEN kind = 'status' THEN 1 ELSE 0 END, ordinal LIMIT 1",
        {context_.tenant(), ProviderLookup(context_, channel, provider_id)}, Content::kDecrypt));
  });
}

Result<std::string, Failure> SqlItems::ReadPayload(const ItemKey& key, int filing) {
  return Ask<std::string>(
      engine_, [&](Session& session) { return OpenPayload(context_, session, key, filing); });
}

Result<std::vector<DecisionRecord>, Failure> SqlItems::Decisions(const ItemKey& key) {
  return Ask<std::vector<DecisionRecord>>(
      engine_, [&](Session& session) { return ReadDecisions(context_, session, key); });
}

}  // namespace chartbridge::sql
