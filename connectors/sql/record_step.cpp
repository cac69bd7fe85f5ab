#include "connectors/sql/record_step.h"

#include "base/codec.h"
#include "bridge/audit/chain.h"
#include "connectors/sql/item_counts.h"
#include "connectors/sql/item_rows.h"
#include "connectors/sql/lines.h"
#include "connectors/sql/patient_links.h"
#include "connectors/sql/payloads.h"
#include "connectors/sql/row_changes.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {
namespace {

using bridge::DecisionRecord;
using bridge::ItemStep;

struct LockedItem {
  RowOwner owner;
  std::optional<std::int64_t> key_id;
  CountOf count;  // as it stood before the step
};

// A fetcher holds its job, not the line.
bool HoldsFetch(Session& session, std::int64_t ordinal, const std::string& owner) {
  return !session
              .Execute(
                  "SELECT number FROM job WHERE ordinal = $1 AND kind = 'fetch' AND "
                  "lease_owner = $2 LIMIT 1",
                  {ordinal, owner})
              .empty();
}

// The item, when the step may be taken: it stands where it was read, and its line is still the
// worker's. The lease's owner alone counts: one that ran out but was taken by nobody still is his.
LockedItem LockItem(const StoreContext& context, Session& session, const ItemStep& step) {
  const Rows rows = session.Execute(
      "SELECT i.ordinal, i.version, i.conversation, i.key_id, l.id, l.lease_owner, i.received, "
      "i.channel, i.kind, i.progress, i.reason FROM item i "
      "JOIN conversation c ON c.id = i.conversation JOIN conversation l ON l.id = c.line "
      "WHERE i.tenant = $1 AND i.item_key = $2" +
          std::string(context.dialect.lock),
      {context.tenant(), UuidBytes(step.before.key)});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no item of that key.");
  const Row& row = rows.front();
  const std::int64_t ordinal = row[0].number();
  if (!step.lease.empty() && row[5].text() != step.lease &&
      !HoldsFetch(session, ordinal, step.lease)) {
    FailWith(FailureKind::kBusy, "Another worker holds the conversation of that item.");
  }
  if (row[1].number() != step.before.version) {
    FailWith(FailureKind::kConflict, "The item was changed meanwhile.");
  }
  return {{ordinal, step.before.key, Bytes{row[2].bytes()}, Bytes{row[4].bytes()}},
          row[3].maybe_number(),
          ReadCountOf(row, 6)};
}

void CountStep(const StoreContext& context, Session& session, const ItemStep& step,
               const LockedItem& item) {
  CountOf after = item.count;
  after.progress = step.after.progress();
  after.reason = step.after.reason();
  StateMoves counts;
  counts.AddItem(item.count, -1);
  counts.AddItem(after, 1);
  if (after.progress != item.count.progress) counts.Arrive(after);
  for (const bridge::MediaRow& medium : step.before.media) counts.AddMedium(after, medium, -1);
  for (const bridge::MediaRow& medium : step.after.media) counts.AddMedium(after, medium, 1);
  counts.Write(context, session);
}

// Names only what changed: each column named costs the indexes that it is in. What was documented
// once keeps its place for good.
void UpdateItem(Session& session, const ItemStep& step, const LockedItem& item) {
  const Params before = StateParams(item.owner.ordinal, step.before);
  const Params after = StateParams(item.owner.ordinal, step.after);
  Params params{item.owner.ordinal};
  std::string statement = "UPDATE item SET version = version + 1";
  for (std::size_t i = 0; i < kStateColumns.size(); ++i) {
    if (after[i + 1] == before[i + 1]) continue;
    params.push_back(after[i + 1]);
    statement.append(", ").append(kStateColumns[i]).append(" = $");
    statement.append(std::to_string(params.size()));
  }
  if (step.before.filings.empty() && !step.after.filings.empty())
    statement.append(", placeholder = 0");
  session.ExecuteDeferred(statement.append(" WHERE ordinal = $1"), params);
}

// What a server said may quote the patient: it rests under the item's key and ends with it.
constexpr std::string_view kSealed = "sealed:";

bool IsOfAServer(const std::string& stage) { return stage == "ehr" || stage == "directory"; }

std::string SealBecause(const StoreContext& context, Session& session, const ItemStep& step,
                        const LockedItem& item, const DecisionRecord& decision) {
  if (!IsOfAServer(decision.stage)) return decision.because;
  const auto key = session.OpenKey(item.key_id.value_or(0));
  if (!key) return "{}";
  return std::string(kSealed) +
         ToBase64(SealCell(context, *key, "decision", "because", step.before.key, decision.because)
                      .value);
}

std::string OpenBecause(const StoreContext& context, Session& session, const std::string& item_key,
                        const Value& key_id, const std::string& because) {
  if (!because.starts_with(kSealed)) return because;
  const auto sealed = FromBase64(std::string_view(because).substr(kSealed.size()));
  const auto key = session.OpenKey(key_id.number());
  if (!sealed || !key) return "{}";
  const auto plain = OpenCell(context, *key, "decision", "because", item_key, *sealed);
  return plain ? *plain : "{}";
}

void AddDecisions(const StoreContext& context, Session& session, const ItemStep& step,
                  const LockedItem& item) {
  const RowOwner& owner = item.owner;
  for (const DecisionRecord& decision : step.decisions) {
    session.ExecuteDeferred(
        "INSERT INTO decision (ordinal, tenant, conversation, part, stage, decision, reason, "
        "basis, because, decided) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {owner.ordinal, context.tenant(), owner.conversation, decision.part, decision.stage,
         decision.decision, ToString(decision.reason), JoinLines(decision.basis),
         SealBecause(context, session, step, item, decision), ToUnixMillis(decision.at)});
  }
}

void DestroyContent(Session& session, const LockedItem& item) {
  if (item.key_id) session.DestroyKey(*item.key_id);
  session.ExecuteDeferred("UPDATE item SET key_id = NULL, content = NULL WHERE ordinal = $1",
                          {item.owner.ordinal});
  session.ExecuteDeferred("DELETE FROM payload WHERE ordinal = $1", {item.owner.ordinal});
}

}  // namespace

void RecordStep(const StoreContext& context, Session& session, const ItemStep& step) {
  const LockedItem item = LockItem(context, session, step);
  const RowOwner& owner = item.owner;
  UpdateItem(session, step, item);
  WriteFilings(context, session, owner, step.before.filings, step.after.filings);
  WriteMedia(context, session, owner, step.before.media, step.after.media);
  const bool line_changed = WriteJobs(context, session, owner, step.before.jobs, step.after.jobs);
  if (step.payload && !step.destroy_content) {
    PutPayload(context, session, {owner.ordinal, owner.key, owner.conversation, item.key_id},
               step.payload_filing, *step.payload);
  }
  AddDecisions(context, session, step, item);
  if (step.destroy_content) DestroyContent(session, item);
  for (const std::int64_t key : step.lost_keys) session.DestroyKey(key);
  if (line_changed) RefreshDue(context, session, owner.line, Locked::kYes);
  if (step.link && !step.link->conversation.empty()) {
    KeepPatientLink(context, session, *step.link, !step.lease.empty());
  }
  AppendAudit(context, session,
              bridge::audit::WithVersion(step.audit, step.before.key, step.before.version + 1),
              step.before.key);
  CountStep(context, session, step, item);
}

std::vector<DecisionRecord> ReadDecisions(const StoreContext& context, Session& session,
                                          const bridge::ItemKey& key) {
  const Rows rows = session.Execute(
      "SELECT d.part, d.stage, d.decision, d.reason, d.basis, d.because, d.decided, i.key_id "
      "FROM decision d JOIN item i ON i.ordinal = d.ordinal "
      "WHERE i.tenant = $1 AND i.item_key = $2 ORDER BY d.serial",
      {context.tenant(), UuidBytes(key)});
  std::vector<DecisionRecord> decisions;
  for (const Row& row : rows) {
    decisions.push_back({row[0].text(), row[1].text(), row[2].text(), ReadReasonCell(row[3]),
                         SplitLines(row[4].text()),
                         OpenBecause(context, session, key, row[7], row[5].text()),
                         FromUnixMillis(row[6].number())});
  }
  return decisions;
}

}  // namespace chartbridge::sql
