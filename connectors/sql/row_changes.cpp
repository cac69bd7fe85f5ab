#include "connectors/sql/row_changes.h"

#include <algorithm>

#include "connectors/sql/filing_parts.h"
#include "connectors/sql/item_rows.h"
#include "connectors/sql/row_macs.h"

namespace chartbridge::sql {
namespace {

using bridge::Filing;
using bridge::ItemRow;
using bridge::Job;
using bridge::JobKind;
using bridge::MediaRow;

constexpr Upsert kFiling{
    "filing (ordinal, number, tenant, conversation, patient, state, reason, attempts, first_tried, "
    "maybe_sent, also_asked, basis, parts, mac)",
    "(ordinal, number) DO UPDATE SET patient = excluded.patient, state = excluded.state, "
    "reason = excluded.reason, attempts = excluded.attempts, first_tried = excluded.first_tried, "
    "maybe_sent = excluded.maybe_sent, also_asked = excluded.also_asked, basis = excluded.basis, "
    "parts = excluded.parts, mac = excluded.mac"};
constexpr Upsert kMedium{
    "medium (ordinal, number, tenant, conversation, progress, reason, attempts, deadline, "
    "maybe_sent, released, object, key_id, content_type, size, sha1, sha256)",
    "(ordinal, number) DO UPDATE SET progress = excluded.progress, reason = excluded.reason, "
    "attempts = excluded.attempts, deadline = excluded.deadline, "
    "maybe_sent = excluded.maybe_sent, released = excluded.released, object = excluded.object, "
    "key_id = excluded.key_id, content_type = excluded.content_type, size = excluded.size, "
    "sha1 = excluded.sha1, sha256 = excluded.sha256"};
constexpr Upsert kJob{
    "job (ordinal, kind, number, tenant, line, turn, due, attempts, urgent)",
    "(ordinal, kind, number) DO UPDATE SET line = excluded.line, turn = excluded.turn, "
    "due = excluded.due, attempts = excluded.attempts, urgent = excluded.urgent, "
    "lease_owner = NULL, lease_until = 0"};

template <class T>
const T* WithNumber(const std::vector<T>& all, int number) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.number == number; });
  return found == all.end() ? nullptr : &*found;
}

const Job* Like(const std::vector<Job>& jobs, const Job& job) {
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const Job& one) {
    return one.kind == job.kind && one.number == job.number;
  });
  return found == jobs.end() ? nullptr : &*found;
}

Params CellsOf(const StoreContext& context, const RowOwner& owner, const Filing& filing) {
  return {owner.ordinal,
          filing.number,
          context.tenant(),
          owner.conversation,
          filing.patient,
          ToString(filing.state),
          ToString(filing.reason),
          filing.attempts,
          MaybeMillis(filing.first_tried),
          int(filing.maybe_sent),
          filing.also_asked,
          JoinLines(filing.basis),
          PartsText(filing.parts),
          MacOf(context, owner.key, filing)};
}

Params CellsOf(const StoreContext& context, const RowOwner& owner, const MediaRow& media) {
  return {owner.ordinal,
          media.number,
          context.tenant(),
          owner.conversation,
          ToString(media.progress),
          ToString(media.reason),
          media.attempts,
          MaybeMillis(media.deadline),
          int(media.maybe_sent),
          int(media.released),
          media.object,
          media.key_id,
          media.content_type,
          std::int64_t(media.size),
          media.sha1_base64,
          media.sha256_hex};
}

Params CellsOf(const StoreContext& context, const RowOwner& owner, const Job& job) {
  return {owner.ordinal,    ToString(job.kind),   job.number,   context.tenant(), owner.line,
          WordOf(job.turn), MaybeMillis(job.due), job.attempts, int(job.urgent)};
}

void ChangeJob(Session& session, const RowOwner& owner, const Job& job) {
  session.ExecuteDeferred(
      "UPDATE job SET turn = $4, attempts = $5, urgent = $6, line = $7, lease_owner = NULL, "
      "lease_until = 0 WHERE ordinal = $1 AND kind = $2 AND number = $3",
      {owner.ordinal, ToString(job.kind), job.number, WordOf(job.turn), job.attempts,
       int(job.urgent), owner.line});
}

}  // namespace

Params StateParams(std::int64_t ordinal, const ItemRow& row) {
  return {ordinal,
          ToString(row.state),
          ToString(row.state_reason),
          MaybeMillis(row.deadline),
          row.patient,
          WordOf(row.matched_by),
          ToString(row.progress()),
          ToString(row.reason()),
          row.filing(),
          row.attempts(),
          int(row.queue()),
          std::int64_t(row.media.size())};
}

void WriteFilings(const StoreContext& context, Session& session, const RowOwner& owner,
                  const std::vector<Filing>& before, const std::vector<Filing>& after) {
  for (const Filing& gone : before) {
    if (WithNumber(after, gone.number) != nullptr) continue;
    for (const std::string_view table : {"filing", "payload"}) {
      session.ExecuteDeferred(
          "DELETE FROM " + std::string(table) + " WHERE ordinal = $1 AND number = $2",
          {owner.ordinal, gone.number});
    }
  }
  std::vector<Params> filings;
  for (const Filing& filing : after) {
    const Filing* was = WithNumber(before, filing.number);
    if (was == nullptr || !(*was == filing)) filings.push_back(CellsOf(context, owner, filing));
  }
  PutRows(session, kFiling, filings);
}

void WriteMedia(const StoreContext& context, Session& session, const RowOwner& owner,
                const std::vector<MediaRow>& before, const std::vector<MediaRow>& after) {
  for (const MediaRow& gone : before) {
    if (WithNumber(after, gone.number) != nullptr) continue;
    session.ExecuteDeferred("DELETE FROM medium WHERE ordinal = $1 AND number = $2",
                            {owner.ordinal, gone.number});
  }
  std::vector<Params> rows;
  for (const MediaRow& media : after) {
    const MediaRow* was = WithNumber(before, media.number);
    if (was == nullptr || !(*was == media)) rows.push_back(CellsOf(context, owner, media));
  }
  PutRows(session, kMedium, rows);
}

bool WriteJobs(const StoreContext& context, Session& session, const RowOwner& owner,
               const std::vector<Job>& before, const std::vector<Job>& after) {
  bool line_changed = false;
  const auto note = [&](const Job& job) { line_changed |= job.kind != JobKind::kFetch; };
  for (const Job& gone : before) {
    if (Like(after, gone) != nullptr) continue;
    note(gone);
    session.ExecuteDeferred("DELETE FROM job WHERE ordinal = $1 AND kind = $2 AND number = $3",
                            {owner.ordinal, ToString(gone.kind), gone.number});
  }
  std::vector<Params> rows;
  for (const Job& job : after) {
    const Job* was = Like(before, job);
    if (was != nullptr && *was == job) continue;
    note(job);
    if (was != nullptr && was->due == job.due) {
      ChangeJob(session, owner, job);
    } else {
      rows.push_back(CellsOf(context, owner, job));
    }
  }
  PutRows(session, kJob, rows);
  return line_changed;
}

}  // namespace chartbridge::sql
