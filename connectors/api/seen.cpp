#include "connectors/api/seen.h"

#include <map>

#include "connectors/crypto/crypto.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using bridge::AuditEntry;
using bridge::ItemRow;

constexpr std::chrono::minutes kStillFresh{15};
constexpr int kMostLinks = 500;

std::string HashOf(const std::vector<std::string>& ids) {
  std::string joined;
  for (const std::string& id : ids) joined += id + "\n";
  return "sha256-" + ToHex(crypto::Sha256(joined)).substr(0, 32);
}

AuditEntry ListEntry(const Ask& ask, const std::string& event, const std::string& what,
                     const std::string& subject, const std::vector<std::string>& ids) {
  return {
      event, ask.caller.actor, 0, subject, HashOf(ids), {}, what + "-" + std::to_string(ids.size()),
      ""};
}

Answer<void> Append(const Ask& ask, const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return {};
  const auto noted = ask.ports.audit.Append(entries);
  if (!noted) return RefuseFor(noted.error());
  return {};
}

}  // namespace

Answer<void> NoteBodies(const Ask& ask, const std::vector<const ItemRow*>& rows,
                        const std::string& reason) {
  std::vector<AuditEntry> entries;
  for (const ItemRow* row : rows) {
    // The reason is the person's own words: kept as detail, which leaves the chain as a hash.
    entries.push_back({"console.body.viewed",
                       ask.caller.actor,
                       0,
                       service::SubjectOf(*row),
                       row->key,
                       {},
                       reason.empty() ? "" : "reason-given",
                       reason});
  }
  return Append(ask, entries);
}

Answer<void> NoteDiagnostics(const Ask& ask, const std::vector<const ItemRow*>& rows) {
  std::vector<AuditEntry> entries;
  for (const ItemRow* row : rows)
    entries.push_back(service::DiagnosticsViewed(*row, ask.caller.actor));
  return Append(ask, entries);
}

Answer<void> NoteFile(const Ask& ask, const ItemRow& row, int number) {
  return Append(ask, {{"console.body.viewed",
                       ask.caller.actor,
                       0,
                       service::SubjectOf(row),
                       row.key,
                       {},
                       "file-" + std::to_string(number),
                       ""}});
}

Answer<void> NoteList(const Ask& ask, const std::string& what,
                      const std::vector<std::string>& ids) {
  return Append(ask, {ListEntry(ask, "console.list", what, "", ids)});
}

Answer<void> NoteRows(const Ask& ask, const std::string& event, const std::string& what,
                      const std::vector<const ItemRow*>& rows) {
  std::map<std::string, std::vector<std::string>> keys;  // by subject
  for (const ItemRow* row : rows) keys[service::SubjectOf(*row)].push_back(row->key);
  if (rows.empty()) keys[""];  // an empty list was looked at, too
  std::vector<AuditEntry> entries;
  for (const auto& [subject, of] : keys)
    entries.push_back(ListEntry(ask, event, what, subject, of));
  return Append(ask, entries);
}

Answer<void> NotePatients(const Ask& ask, const std::string& what,
                          const std::vector<std::string>& patients) {
  std::vector<AuditEntry> entries;
  for (const std::string& patient : patients)
    entries.push_back({"console.search", ask.caller.actor, 0, patient, patient, {}, what, ""});
  return Append(ask, entries);
}

Answer<void> NoteItem(const Ask& ask, const ItemRow& row) {
  return Append(ask, {{"console.list",
                       ask.caller.actor,
                       0,
                       service::SubjectOf(row),
                       row.key,
                       {},
                       "message-1",
                       ""}});
}

Answer<void> NoteSearch(const Ask& ask, const std::string& what, const std::string& patient) {
  return Append(ask, {{"console.search", ask.caller.actor, 0, patient, patient, {}, what, ""}});
}

Answer<void> Note(const Ask& ask, AuditEntry entry) {
  entry.actor = ask.caller.actor;
  return Append(ask, {std::move(entry)});
}

Answer<bool> SawBody(const Ask& ask, const ItemRow& row) {
  bool saw = false;
  int looked_at = 0;
  const std::string since = ToInstantText(ask.Now() - kStillFresh);
  const auto read =
      ask.ports.audit.ReadAbout(service::SubjectOf(row), 0, [&](const bridge::AuditLink& link) {
        const auto record = fhir::json::Parse(link.record);
        if (!record || (*record)["t"].text() < since) return false;
        saw = (*record)["ev"].text() == "console.body.viewed" &&
              (*record)["actor"].text() == ask.caller.actor && (*record)["what"].text() == row.key;
        return !saw && ++looked_at < kMostLinks;
      });
  if (!read) return RefuseFor(read.error());
  return saw;
}

}  // namespace chartbridge::api
