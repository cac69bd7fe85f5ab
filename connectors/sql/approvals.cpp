#include "connectors/sql/approvals.h"

#include <charconv>

#include "connectors/sql/packed.h"
#include "connectors/sql/people_cells.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {
namespace {

using bridge::Approval;
using bridge::ApprovalState;

constexpr std::string_view kTable = "approval";
constexpr std::string_view kSelect = "SELECT id, key_id, content FROM approval WHERE tenant = $1";
constexpr std::size_t kParts = 11;

// A decimal number, 0 for "".
Instant ReadMillis(const std::string& text) {
  std::int64_t millis = 0;
  std::from_chars(text.data(), text.data() + text.size(), millis);
  return FromUnixMillis(millis);
}
std::string MillisText(Instant at) { return std::to_string(ToUnixMillis(at)); }

Bytes SealApproval(const StoreContext& context, const bridge::DataKey& key,
                   const Approval& approval) {
  return SealCell(
      context, key, kTable, "content", approval.id,
      Pack({bridge::ToString(approval.kind), approval.subject, approval.what, approval.asked_by,
            approval.asked_as, JoinLines(approval.confirmers), MillisText(approval.asked_at),
            MillisText(approval.expires), bridge::ToString(approval.state), approval.decided_by,
            approval.decided_at ? MillisText(*approval.decided_at) : ""}));
}

Approval ReadRow(const StoreContext& context, Session& session, const Row& row) {
  Approval approval;
  approval.id = UuidText(row[0].bytes());
  std::vector<std::string> parts =
      OpenParts(context, session, kTable, approval.id, row[1].number(), row[2].bytes(), kParts);
  const auto kind = bridge::ReadApprovalKind(parts[0]);
  const auto state = bridge::ReadApprovalState(parts[8]);
  if (!kind || !state) FailWith(FailureKind::kCorrupt, "A stored approval is of a newer version.");
  approval.kind = *kind;
  approval.subject = std::move(parts[1]);
  approval.what = std::move(parts[2]);
  approval.asked_by = std::move(parts[3]);
  approval.asked_as = std::move(parts[4]);
  approval.confirmers = SplitLines(parts[5]);
  approval.asked_at = ReadMillis(parts[6]);
  approval.expires = ReadMillis(parts[7]);
  approval.state = *state;
  approval.decided_by = std::move(parts[9]);
  if (!parts[10].empty()) approval.decided_at = ReadMillis(parts[10]);
  return approval;
}

struct Stored {
  Approval approval;
  std::int64_t key_id = 0;
};

// `lock`: the dialect's, where it will be changed.
Stored FindOne(const StoreContext& context, Session& session, const std::string& id,
               std::string_view lock) {
  const Rows rows = session.Execute(std::string(kSelect).append(" AND id = $2").append(lock),
                                    {context.tenant(), MaybeUuidBytes(id)});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no such request.");
  return {ReadRow(context, session, rows.front()), rows.front()[1].number()};
}

void Keep(const StoreContext& context, Session& session, const Stored& stored) {
  const bridge::DataKey key = KeyOfRow(session, stored.key_id);
  session.Execute("UPDATE approval SET is_open = $3, content = $4 WHERE tenant = $1 AND id = $2",
                  {context.tenant(), UuidBytes(stored.approval.id),
                   stored.approval.state == ApprovalState::kOpen ? 1 : 0,
                   SealApproval(context, key, stored.approval)});
}

Rows OverAt(const StoreContext& context, Session& session, Instant now, std::string_view lock) {
  return session.Execute(
      std::string(kSelect).append(" AND is_open = 1 AND expires <= $2 ORDER BY id").append(lock),
      {context.tenant(), ToUnixMillis(now)});
}

}  // namespace

Result<void, Failure> SqlApprovals::Ask(const Approval& approval, const Audit& audit) {
  return engine_.Write([&](Session& session) {
    const bridge::DataKey key = session.NewKey();
    const Rows added = session.Execute(
        "INSERT INTO approval (tenant, id, is_open, asked, expires, key_id, content) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        {context_.tenant(), UuidBytes(approval.id), approval.state == ApprovalState::kOpen ? 1 : 0,
         ToUnixMillis(approval.asked_at), ToUnixMillis(approval.expires), key.id(),
         SealApproval(context_, key, approval)});
    if (added.affected == 0) FailWith(FailureKind::kConflict, "That request is there already.");
    AppendAudit(context_, session, audit);
  });
}

Result<Approval, Failure> SqlApprovals::Find(const std::string& id) {
  Approval found;
  auto read =
      engine_.Read([&](Session& session) { found = FindOne(context_, session, id, "").approval; });
  if (!read) return Unexpected<Failure>(read.error());
  return found;
}

Result<std::vector<Approval>, Failure> SqlApprovals::ListOpen(Instant now) {
  std::vector<Approval> open;
  auto read = engine_.Read([&](Session& session) {
    open.clear();
    const Rows rows = session.Execute(
        std::string(kSelect).append(" AND is_open = 1 AND expires > $2 ORDER BY asked, id"),
        {context_.tenant(), ToUnixMillis(now)});
    for (const Row& row : rows) {
      Approval one = ReadRow(context_, session, row);
      if (one.state == ApprovalState::kOpen && one.expires > now) open.push_back(std::move(one));
    }
  });
  if (!read) return Unexpected<Failure>(read.error());
  return open;
}

Result<Approval, Failure> SqlApprovals::Change(const std::string& id,
                                               const std::function<void(Approval&)>& change,
                                               const Audit& audit) {
  Approval changed;
  auto written = engine_.Write([&](Session& session) {
    Stored stored = FindOne(context_, session, id, context_.dialect.lock);
    change(stored.approval);
    Keep(context_, session, stored);
    AppendAudit(context_, session, audit);
    changed = std::move(stored.approval);
  });
  if (!written) return Unexpected<Failure>(written.error());
  return changed;
}

Result<Approval, Failure> SqlApprovals::Decide(const std::string& id, ApprovalState to,
                                               const std::string& who, Instant now,
                                               const Audit& audit) {
  return Change(
      id,
      [&](Approval& approval) {
        if (auto refused = bridge::WhyNotDecided(approval, to, who, now))
          throw TransactionError(*std::move(refused));
        approval.state = to;
        approval.decided_by = who;
        approval.decided_at = now;
      },
      audit);
}

Result<Approval, Failure> SqlApprovals::Use(const std::string& id, const Audit& audit) {
  return Change(
      id,
      [&](Approval& approval) {
        if (approval.state != ApprovalState::kConfirmed)
          FailWith(FailureKind::kConflict, "The request is not confirmed, or was used.");
        approval.state = ApprovalState::kUsed;
      },
      audit);
}

// Looked for on a reading connection first: whoever lists must not make the disk sync.
Result<std::int64_t, Failure> SqlApprovals::Expire(
    Instant now, const std::function<bridge::AuditEntry(const Approval&)>& entry) {
  bool any = false;
  auto looked =
      engine_.Read([&](Session& session) { any = !OverAt(context_, session, now, "").empty(); });
  if (!looked) return Unexpected<Failure>(looked.error());
  if (!any) return 0;
  std::int64_t expired = 0;
  auto written = engine_.Write([&](Session& session) {
    expired = 0;
    Audit audit;
    for (const Row& row : OverAt(context_, session, now, context_.dialect.lock)) {
      Stored stored{ReadRow(context_, session, row), row[1].number()};
      stored.approval.state = ApprovalState::kExpired;
      Keep(context_, session, stored);
      audit.push_back(entry(stored.approval));
      ++expired;
    }
    AppendAudit(context_, session, audit);
  });
  if (!written) return Unexpected<Failure>(written.error());
  return expired;
}

}  // namespace chartbridge::sql
