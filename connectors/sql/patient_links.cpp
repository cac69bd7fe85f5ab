#include "connectors/sql/patient_links.h"

#include "connectors/sql/lines.h"
#include "connectors/sql/row_macs.h"

namespace chartbridge::sql {
namespace {

using bridge::JobKind;
using bridge::PatientLink;

PatientLink ReadLink(const StoreContext& context, const Row& row) {
  PatientLink link{UuidText(row[0].bytes()), row[1].text(), row[2].text(),
                   FromUnixMillis(row[3].number()), row[4].number() != 0};
  if (!IsMac(row[5], MacOf(context, link))) {
    FailWith(FailureKind::kCorrupt,
             "The remembered link of a conversation was changed outside of chartbridge.");
  }
  return link;
}

}  // namespace

// Two different charts among linked conversations are no proof of either.
std::optional<PatientLink> FindPatientLink(const StoreContext& context, Session& session,
                                           const std::string& conversation) {
  if (conversation.empty()) return std::nullopt;
  const Rows rows = session.Execute(
      "SELECT p.conversation, p.patient, p.confirmed_by, p.confirmed_at, p.without_number, p.mac "
      "FROM patient_link p JOIN conversation c ON c.id = p.conversation WHERE c.tenant = $1 AND "
      "c.line = (SELECT line FROM conversation WHERE id = $2)",
      {context.tenant(), UuidBytes(conversation)});
  std::optional<PatientLink> newest;
  bool disagree = false;
  for (const Row& row : rows) {
    PatientLink link = ReadLink(context, row);
    if (link.conversation == conversation) return link;
    disagree |= newest && newest->patient != link.patient;
    if (!newest || newest->confirmed_at < link.confirmed_at) newest = std::move(link);
  }
  if (!newest || disagree) return std::nullopt;
  newest->conversation = conversation;
  return newest;
}

void KeepPatientLink(const StoreContext& context, Session& session, const PatientLink& link,
                     bool by_worker) {
  const Bytes conversation = UuidBytes(link.conversation);
  session.ExecuteDeferred(
      "INSERT INTO patient_link (conversation, tenant, patient, confirmed_by, confirmed_at, "
      "without_number, mac) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation) "
      "DO UPDATE SET patient = excluded.patient, confirmed_by = excluded.confirmed_by, "
      "confirmed_at = excluded.confirmed_at, without_number = excluded.without_number, "
      "mac = excluded.mac",
      {conversation, context.tenant(), link.patient, link.confirmed_by,
       ToUnixMillis(link.confirmed_at), int(link.without_number), MacOf(context, link)});
  const Bytes line = LineOf(session, conversation);
  if (!by_worker) DisturbWorker(session, line, JobKind::kMatch);
  if (WakeParked(session, line, JobKind::kMatch, context.clock.Now()) > 0) {
    RefreshDue(context, session, line);
  }
}

void CutPatientLink(const StoreContext& context, Session& session,
                    const std::string& conversation) {
  session.Execute(
      "DELETE FROM patient_link WHERE tenant = $1 AND conversation IN (SELECT id FROM conversation "
      "WHERE line = (SELECT line FROM conversation WHERE id = $2))",
      {context.tenant(), MaybeUuidBytes(conversation)});
}

}  // namespace chartbridge::sql
