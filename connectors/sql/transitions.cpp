#include "connectors/sql/transitions.h"

#include "connectors/sql/conversations.h"
#include "connectors/sql/media_work.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {
namespace {

using bridge::DecisionRecord;
using bridge::Progress;
using bridge::Transition;

struct Held {
  std::int64_t ordinal = 0;
  Bytes conversation;
  Bytes line;
  std::optional<std::int64_t> key_id;
  bool media_news = false;
};

// The item, when the step may be taken: it stands where the worker saw it, and nobody else holds
// its line. The lease's owner alone counts: a lease that ran out but was taken by nobody still is
// his.
Held LockItem(const StoreContext& context, Session& session, const Transition& step) {
  const Rows rows = session.Execute(
      "SELECT i.ordinal, i.conversation, l.id, i.key_id, i.media_news, i.progress, "
      "l.lease_owner, l.lease_until FROM item i JOIN conversation c ON c.id = i.conversation "
      "JOIN conversation l ON l.id = c.line WHERE i.tenant = $1 AND i.item_key = $2" +
          std::string(context.dialect.lock),
      {context.tenant(), UuidBytes(step.key)});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no item of that key.");
  const Row& row = rows.front();
  if (row[5].text() != ToString(step.from)) {
    FailWith(FailureKind::kBusy, "The item has moved on in the meantime.");
  }
  const bool leased = row[7].number() > ToUnixMillis(context.clock.Now());
  if (step.worker.empty() ? leased : row[6].text() != step.worker) {
    FailWith(FailureKind::kBusy, "Another worker holds the conversation of that item.");
  }
  return Held{row[0].number(), Bytes{row[1].bytes()}, Bytes{row[2].bytes()}, row[3].maybe_number(),
              row[4].number() != 0};
}

// A medium that arrived while the step was on its way would else be seen by nobody.
std::optional<std::int64_t> DueAfter(const StoreContext& context, const Transition& step,
                                     const Held& item) {
  const bool settles = step.to == Progress::kFiled || step.to == Progress::kHeld;
  if (item.media_news && settles) return ToUnixMillis(context.clock.Now());
  return MaybeMillis(step.due ? step.due : step.deadline);
}

void UpdateItem(const StoreContext& context, Session& session, const Transition& step,
                const Held& item) {
  std::optional<std::string> resources;
  if (step.resources) resources = JoinLines(*step.resources);
  std::optional<std::int64_t> filing;
  if (step.filing) filing = *step.filing;
  session.ExecuteDeferred(
      "UPDATE item SET progress = $2, reason = $3, patient = COALESCE($4, patient), "
      "filing = COALESCE($5, filing), due = $6, deadline = $7, attempts = $8, "
      "resources = COALESCE($9, resources), line = $10 WHERE ordinal = $1",
      {item.ordinal, std::string(ToString(step.to)), step.reason, step.patient, filing,
       DueAfter(context, step, item), MaybeMillis(step.deadline), step.attempts, resources,
       item.line});
}

void PutBundle(const StoreContext& context, Session& session, const Transition& step,
               const Held& item) {
  if (!step.outbox) return;
  if (step.outbox->empty()) {
    session.ExecuteDeferred("DELETE FROM outbox WHERE ordinal = $1", {item.ordinal});
    return;
  }
  const auto key = session.OpenKey(item.key_id.value_or(0));
  if (!key) FailWith(FailureKind::kConflict, "The content of that item is destroyed.");
  session.ExecuteDeferred(
      "INSERT INTO outbox (ordinal, tenant, conversation, bundle) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (ordinal) DO UPDATE SET bundle = excluded.bundle",
      {item.ordinal, context.tenant(), item.conversation,
       SealCell(context, *key, "outbox", "bundle", step.key, *step.outbox)});
}

void AddDecisions(const StoreContext& context, Session& session, const Transition& step,
                  const Held& item) {
  for (const DecisionRecord& decision : step.decisions) {
    session.ExecuteDeferred(
        "INSERT INTO decision (ordinal, tenant, conversation, part, stage, decision, reason, "
        "basis, because, decided) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {item.ordinal, context.tenant(), item.conversation, decision.part, decision.stage,
         decision.decision, decision.reason, JoinLines(decision.basis), decision.because,
         ToUnixMillis(decision.at)});
  }
}

void DestroyContent(Session& session, const Held& item) {
  if (item.key_id) session.DestroyKey(*item.key_id);
  session.ExecuteDeferred("UPDATE item SET key_id = NULL, content = NULL WHERE ordinal = $1",
                          {item.ordinal});
  session.ExecuteDeferred("DELETE FROM outbox WHERE ordinal = $1", {item.ordinal});
}

}  // namespace

void RecordTransition(const StoreContext& context, Session& session, const Transition& step) {
  const Held item = LockItem(context, session, step);
  UpdateItem(context, session, step, item);
  PutBundle(context, session, step, item);
  for (const bridge::MediaChange& change : step.media) {
    ChangeMedia(session, item.ordinal, change);
  }
  AddDecisions(context, session, step, item);
  if (step.destroy_content) DestroyContent(session, item);
  RefreshDue(context, session, item.line);
  AppendAudit(context, session, step.audit);
}

std::string ReadBundle(const StoreContext& context, Session& session, const bridge::ItemKey& key) {
  const Rows rows = session.Execute(
      "SELECT o.bundle, i.key_id FROM outbox o JOIN item i ON i.ordinal = o.ordinal "
      "WHERE i.tenant = $1 AND i.item_key = $2",
      {context.tenant(), UuidBytes(key)});
  if (rows.empty()) {
    FailWith(FailureKind::kNotFound, "There is no Bundle in the outbox for that item.");
  }
  const auto data_key = session.OpenKey(rows.front()[1].number());
  if (!data_key) throw TransactionError(data_key.error());
  auto bundle = OpenCell(context, *data_key, "outbox", "bundle", key, rows.front()[0].bytes());
  if (!bundle) throw TransactionError(bundle.error());
  return *std::move(bundle);
}

std::vector<DecisionRecord> ReadDecisions(const StoreContext& context, Session& session,
                                          const bridge::ItemKey& key) {
  const Rows rows = session.Execute(
      "SELECT d.part, d.stage, d.decision, d.reason, d.basis, d.because, d.decided "
      "FROM decision d JOIN item i ON i.ordinal = d.ordinal "
      "WHERE i.tenant = $1 AND i.item_key = $2 ORDER BY d.serial",
      {context.tenant(), UuidBytes(key)});
  std::vector<DecisionRecord> decisions;
  for (const Row& row : rows) {
    decisions.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text(),
                         SplitLines(row[4].text()), row[5].text(),
                         FromUnixMillis(row[6].number())});
  }
  return decisions;
}

}  // namespace chartbridge::sql
