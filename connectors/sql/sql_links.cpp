#include "connectors/sql/sql_links.h"

#include "connectors/sql/patient_links.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {

Result<std::optional<bridge::PatientLink>, Failure> SqlLinks::Find(
    const std::string& conversation) {
  return Ask<std::optional<bridge::PatientLink>>(
      engine_, [&](Session& session) { return FindPatientLink(context_, session, conversation); });
}

Result<void, Failure> SqlLinks::Keep(const bridge::PatientLink& link,
                                     const std::vector<bridge::AuditEntry>& audit) {
  return engine_.Write([&](Session& session) {
    KeepPatientLink(context_, session, link, false);
    AppendAudit(context_, session, audit);
  });
}

Result<void, Failure> SqlLinks::Cut(const std::string& conversation,
                                    const std::vector<bridge::AuditEntry>& audit) {
  return engine_.Write([&](Session& session) {
    CutPatientLink(context_, session, conversation);
    AppendAudit(context_, session, audit);
  });
}

}  // namespace chartbridge::sql
