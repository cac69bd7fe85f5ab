#include "connectors/api/audit_view.h"

#include <algorithm>
#include <tuple>

#include "connectors/api/audit_sentences.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using bridge::AuditLink;
using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

constexpr int kMostLinks = 200;
constexpr std::string_view kUser = "user:";

bool SpeaksOf(const Value& record, const ItemRow& row) {
  const std::string& what = record["what"].text();
  const auto resources = row.resources();
  return what == row.key || std::find(resources.begin(), resources.end(), what) != resources.end();
}

}  // namespace

Value AuditView::NameOf(const std::string& actor) {
  if (!actor.starts_with(kUser)) return {};
  const auto known = names_.find(actor);
  if (known != names_.end()) return known->second;
  const auto account = people_.ReadAccount(actor.substr(kUser.size()));
  return names_[actor] = account ? OrNull(account->display_name) : Value();
}

Value AuditView::Show(const AuditLink& link, const std::string& subject) {
  const auto parsed = fhir::json::Parse(link.record);
  const Value record = parsed ? *parsed : Value();
  const std::string& event = record["ev"].text();
  const int outcome = int(record["outcome"].integer().value_or(0));
  Value json;
  json.Set("seq", link.seq);
  json.Set("at", record["t"].text());
  json.Set("event", event);
  json.Set("actor", record["actor"].text());
  json.Set("actor_name", NameOf(record["actor"].text()));
  json.Set("outcome", outcome);
  // A verification speaks of the trail itself, of nobody.
  const std::string& whom = subject.empty() ? record["subject"].text() : subject;
  json.Set("subject", event == "audit.verified" ? Value() : OrNull(whom));
  json.Set("what", OrNull(record["what"].text()));
  json.Set("basis", Array(record["basis"].items()));
  json.Set("reason", OrNull(record["reason"].text()));
  json.Set("sentence",
           AuditSentence(event, outcome, record["reason"].text(), record["what"].text()));
  return json;
}

Answer<Array> AuditOfItem(const Ask& ask, const ItemRow& row) {
  struct Entry {
    AuditLink link;
    std::string at;
    std::string subject;
  };
  std::vector<Entry> entries;
  for (const std::string& subject : {row.patient, row.conversation}) {
    if (subject.empty()) continue;
    int looked_at = 0;
    const auto read = ask.ports.audit.ReadAbout(subject, 0, [&](const AuditLink& link) {
      const auto record = fhir::json::Parse(link.record);
      if (record && SpeaksOf(*record, row))
        entries.push_back({link, (*record)["t"].text(), subject});
      return ++looked_at < kMostLinks;
    });
    if (!read) return RefuseFor(read.error());
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
    return std::tie(left.at, left.link.seq) < std::tie(right.at, right.link.seq);
  });
  AuditView view(ask.ports.people);
  Array all;
  for (const Entry& entry : entries) all.push_back(view.Show(entry.link, entry.subject));
  return all;
}

}  // namespace chartbridge::api
