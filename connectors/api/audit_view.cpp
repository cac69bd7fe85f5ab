#include "connectors/api/audit_view.h"

#include <algorithm>

#include "words/words.h"

namespace chartbridge::api {

using fhir::json::Array;
using fhir::json::Value;

namespace {

// In English, for programs; of an event that the catalogue does not have, its name.
std::string SentenceOf(const std::string& event, const std::string& reason) {
  const words::Catalogue english = words::CatalogueOf("en");
  std::string key = "event." + event;
  std::replace(key.begin() + 6, key.end(), '.', '-');
  const std::string text = english.Has(key) ? english.Say(key) : event;
  const auto known = bridge::ReadReason(reason);
  const std::string why = known ? service::ReasonText(*known) : "";
  return text + "." + (why.empty() ? "" : " " + why);
}

}  // namespace

Value AuditView::Show(const service::TrailEntry& entry) {
  Value json = view_.Json(entry);
  json.Set("sentence", SentenceOf(json["event"].text(), json["reason"].text()));
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
