#include "bridge/service/consent_status.h"

#include <algorithm>

#include "bridge/consent/clinic_time.h"
#include "bridge/consent/request_json.h"
#include "bridge/service/consent_record.h"

namespace chartbridge::bridge::service {
namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr std::size_t kMostHistories = 20;
constexpr int kMostParents = 8;
constexpr int kMostItems = 100;

struct Standing {
  std::vector<Value> consents;  // newest first
  std::vector<Value> older;     // former versions, newest first
  bool history_read = true;
  consent::Decision decision;
  std::vector<std::string> sentences;
};

// Whom our organization is part of: a consent that names the hospital speaks of us too.
Result<Value, Failure> RelationsOf(const ConsentPorts& ehr, const std::string& organization) {
  Value relations;
  std::string child = organization;
  for (int level = 0; level < kMostParents; ++level) {
    const auto parent = ehr.directory.ParentOf(child);
    if (!parent) return Unexpected<Failure>(parent.error());
    if (parent->empty() || relations.Find(child) != nullptr) break;
    relations.Set(child, Value(fhir::json::Object{{"partOf", *parent}}));
    child = *parent;
  }
  return relations;
}

// What the gate would be asked if a message of this patient came in now.
Value RequestFor(const ConsentQuestion& question, const KnownPatient& patient,
                 const std::vector<std::string>& ids) {
  consent::RequestFacts facts;
  facts.patients = ids;
  facts.now = question.now;
  facts.organization = question.organization;
  facts.device = question.device;
  facts.data_time = question.now;
  facts.authors = std::vector<std::string>{patient.reference};
  facts.birth_date = patient.birth_date;
  return consent::MakeRequest(facts);
}

void Judge(const ConsentQuestion& question, const Value& request, const Value& relations,
           const std::vector<std::string>& own_names, Standing& standing, Array& shown) {
  consent::Environment environment;
  environment.directory = relations;
  environment.searched_by_patient = true;
  consent::Settings settings = question.settings;
  settings.fhir_bases.insert(settings.fhir_bases.end(), own_names.begin(), own_names.end());
  standing.decision = consent::Decide(standing.consents, request, settings, environment);
  standing.sentences.push_back(standing.decision.text);
  const auto clock = consent::ClinicTime::In(settings.timezone);
  const consent::ReferenceNames names(settings.fhir_bases);
  const auto read = clock ? consent::ReadRequest(request, *clock, names)
                          : Result<consent::Request, consent::UnreadableRequest>(
                                Unexpected<consent::UnreadableRequest>({"", ""}));
  for (const Value& one : standing.consents) {
    if (!read) {
      shown.push_back(ConsentView(one, {}, question.evidence));
      continue;
    }
    const consent::RecordContext context{.request = *read,
                                         .clock = *clock,
                                         .names = names,
                                         .accept_test_data = settings.accept_test_data,
                                         .searched_by_patient = true,
                                         .skew = std::chrono::seconds(settings.clock_skew_seconds)};
    const consent::Record record = consent::ReadRecord(one, context);
    shown.push_back(ConsentView(one, WorthOf(record), question.evidence));
    standing.sentences.push_back(ConsentSentence(one, record));
  }
}

void ReadHistory(const ConsentPorts& ehr, Standing& standing) {
  for (std::size_t i = 0; i < standing.consents.size() && i < kMostHistories; ++i) {
    const Value& current = standing.consents[i];
    const auto bundle = ehr.get("Consent/" + current["id"].text() + "/_history?_count=50");
    if (!bundle) {
      standing.history_read = false;
      return;
    }
    for (const Value& entry : (*bundle)["entry"].items()) {
      const Value& version = entry["resource"];
      const bool same = version["meta"]["versionId"].text() == current["meta"]["versionId"].text();
      if (version["resourceType"].text() == "Consent" && !same) standing.older.push_back(version);
    }
  }
  const auto changed = [](const Value& one) { return one["meta"]["lastUpdated"].text(); };
  std::stable_sort(standing.older.begin(), standing.older.end(),
                   [&](const Value& a, const Value& b) { return changed(a) > changed(b); });
}

// Without content: nobody's number.
Result<Array, Failure> ItemsAt(const ItemPorts& ports, const ConsentQuestion& question,
                               std::optional<ItemFilter> filter, const std::string& patient,
                               Progress progress) {
  Array items;
  if (!filter) return items;
  filter->patient = patient;
  filter->progress = progress;
  const auto page = ListItems(ports, *filter, {.limit = kMostItems});
  if (!page) return Unexpected<Failure>(page.error());
  for (const ItemRow& row : page->rows)
    items.push_back(ItemJson(row, ports.channels, question.shown));
  return items;
}

void TellItems(Standing& standing, const Value& items, const std::string& what) {
  if (items.items().empty()) return;
  const bool one = items.items().size() == 1;
  standing.sentences.push_back(std::to_string(items.items().size()) +
                               (one ? " message is " : " messages are ") + what + ": " +
                               (items.at(0)["reason_text"].is_string()
                                    ? items.at(0)["reason_text"].text()
                                    : items.at(0)["reason"].text()));
}

Value ConsentDecisionJson(const consent::Decision& decision) {
  Value json;
  json.Set("decision", consent::ToString(decision.verdict));
  json.Set("reason", decision.reason);
  json.Set("reason_text", decision.text);
  json.Set("basis", TextList(decision.basis));
  Array because;
  for (const consent::Because& one : decision.because)
    because.push_back(fhir::json::Object{{"consent", one.consent}, {"path", one.path}});
  json.Set("because", std::move(because));
  return json;
}

}  // namespace

Result<Value, Failure> ConsentStatusJson(const ConsentPorts& ehr, const ItemPorts& items,
                                         const ConsentQuestion& question,
                                         const KnownPatient& patient,
                                         const std::optional<ItemFilter>& filter) {
  std::vector<std::string> ids{patient.reference};
  ids.insert(ids.end(), patient.merged.begin(), patient.merged.end());
  auto consents = ehr.consents.Current(ids);
  if (!consents) return Unexpected<Failure>(consents.error());
  const auto relations = RelationsOf(ehr, question.organization);
  if (!relations) return Unexpected<Failure>(relations.error());
  Standing standing;
  standing.consents = std::move(*consents);
  std::stable_sort(
      standing.consents.begin(), standing.consents.end(),
      [](const Value& a, const Value& b) { return a["dateTime"].text() > b["dateTime"].text(); });
  Array shown;
  Judge(question, RequestFor(question, patient, ids), *relations, ehr.directory.OwnNames(),
        standing, shown);
  ReadHistory(ehr, standing);
  Array history;
  for (const Value& old : standing.older)
    history.push_back(ConsentView(old, {}, question.evidence));
  Value json;
  json.Set("decision", ConsentDecisionJson(standing.decision));
  json.Set("consents", std::move(shown));
  json.Set("history", std::move(history));
  for (const auto& [name, progress] :
       {std::pair{"held", Progress::kHeld}, std::pair{"dropped", Progress::kDropped}}) {
    auto found = ItemsAt(items, question, filter, patient.reference, progress);
    if (!found) return Unexpected<Failure>(found.error());
    json.Set(name, std::move(*found));
    TellItems(standing, json[name], name);
  }
  if (!standing.history_read)
    standing.sentences.emplace_back("The EHR does not show earlier versions of these records.");
  json.Set("sentences", TextList(standing.sentences));
  return json;
}

}  // namespace chartbridge::bridge::service
