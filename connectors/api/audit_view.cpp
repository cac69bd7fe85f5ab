#include "connectors/api/audit_view.h"

#include "connectors/api/audit_sentences.h"

namespace chartbridge::api {

using fhir::json::Array;
using fhir::json::Value;

Value AuditView::Show(const service::TrailEntry& entry) {
  Value json = view_.Json(entry);
  json.Set("sentence",
           AuditSentence(json["event"].text(), int(json["outcome"].integer().value_or(0)),
                         json["reason"].text(), json["what"].text()));
  return json;
}

Answer<Array> AuditOfItem(const Ask& ask, const bridge::ItemRow& row) {
  const auto entries = service::EntriesOf(ask.ports.audit, row);
  if (!entries) return RefuseFor(entries.error());
  AuditView view(ask.ports.people);
  Array all;
  for (const service::TrailEntry& entry : *entries) all.push_back(view.Show(entry));
  return all;
}

}  // namespace chartbridge::api
