#include "connectors/api/consents.h"

#include <algorithm>

#include "bridge/consent/clinic_time.h"
#include "bridge/consent/request_json.h"
#include "connectors/api/consent_record.h"
#include "connectors/api/item_view.h"
#include "connectors/api/paging.h"
#include "connectors/api/patient_card.h"
#include "connectors/api/permissions.h"
#include "connectors/api/reach.h"
#include "connectors/api/seen.h"

namespace chartbridge::api {
namespace {

namespace consent = bridge::consent;
using bridge::ItemRow;
using fhir::json::Array;
using fhir::json::Value;

constexpr std::size_t kMostHistories = 20;
constexpr int kMostParents = 8;

struct Standing {
  std::vector<Value> consents;  // newest first
  std::vector<Value> older;     // former versions, newest first
  bool history_read = true;
  consent::Decision decision;
  std::vector<std::string> sentences;
};

// Whom our organization is part of: a consent that names the hospital speaks of us too.
Answer<Value> RelationsOf(const EhrReading& ehr, const std::string& organization) {
  Value relations;
  std::string child = organization;
  for (int level = 0; level < kMostParents; ++level) {
    const auto parent = ehr.directory.ParentOf(child);
    if (!parent) return RefuseForEhr(parent.error());
    if (parent->empty() || relations.Find(child) != nullptr) break;
    relations.Set(child, Value(fhir::json::Object{{"partOf", *parent}}));
    child = *parent;
  }
  return relations;
}

// What the gate would be asked if a message of this patient came in now.
Value RequestFor(const Ask& ask, const bridge::KnownPatient& patient,
                 const std::vector<std::string>& ids) {
  consent::RequestFacts facts;
  facts.patients = ids;
  facts.now = ask.Now();
  facts.organization = ask.ports.run.organization;
  facts.device = ask.ports.run.device;
  facts.data_time = ask.Now();
  facts.authors = std::vector<std::string>{patient.reference};
  facts.birth_date = patient.birth_date;
  return consent::MakeRequest(facts);
}

void Judge(const Ask& ask, const Value& request, const Value& relations,
           const std::vector<std::string>& own_names, bool evidence, Standing& standing,
           Array& shown) {
  consent::Environment environment;
  environment.directory = relations;
  environment.searched_by_patient = true;
  consent::Settings settings = ask.settings.consent;
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
      shown.push_back(ConsentView(one, {}, evidence));
      continue;
    }
    const consent::RecordContext context{.request = *read,
                                         .clock = *clock,
                                         .names = names,
                                         .accept_test_data = settings.accept_test_data,
                                         .searched_by_patient = true,
                                         .skew = std::chrono::seconds(settings.clock_skew_seconds)};
    const consent::Record record = consent::ReadRecord(one, context);
    shown.push_back(ConsentView(one, WorthOf(record), evidence));
    standing.sentences.push_back(ConsentSentence(one, record));
  }
}

void ReadHistory(const EhrReading& ehr, Standing& standing) {
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

// Held or dropped items of the patient, as far as the caller sees items at all.
Answer<Array> ItemsOf(const Ask& ask, const std::string& patient, bridge::Progress progress) {
  Array items;
  const Reach reach = ReachOf(ask, kMessageList);
  bridge::ItemFilter filter;
  filter.patient = patient;
  filter.progress = progress;
  auto page =
      ReadRows(ask, filter, {100, 0}, [&](const ItemRow& row) { return reach.Covers(row); });
  if (!page) return Unexpected<Problem>(page.error());
  for (const ItemRow& row : page->rows)
    items.push_back(ItemView(row, ask.ports.channels, Shown::kMasked));
  return items;
}

void TellItems(Standing& standing, const Array& items, const std::string& what) {
  if (items.empty()) return;
  const bool one = items.size() == 1;
  standing.sentences.push_back(
      std::to_string(items.size()) + (one ? " message is " : " messages are ") + what + ": " +
      (items.front()["reason_text"].is_string() ? items.front()["reason_text"].text()
                                                : items.front()["reason"].text()));
}

Value DecisionView(const consent::Decision& decision) {
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

Answer<Reply> Assemble(const Ask& ask, const PatientCard& card, Standing& standing, Array shown,
                       bool evidence, bool masked) {
  auto held = ItemsOf(ask, card.reference, bridge::Progress::kHeld);
  if (!held) return Unexpected<Problem>(held.error());
  auto dropped = ItemsOf(ask, card.reference, bridge::Progress::kDropped);
  if (!dropped) return Unexpected<Problem>(dropped.error());
  TellItems(standing, *held, "held");
  TellItems(standing, *dropped, "dropped");
  if (!standing.history_read)
    standing.sentences.emplace_back("The EHR does not show earlier versions of these records.");
  Array history;
  for (const Value& old : standing.older) history.push_back(ConsentView(old, {}, evidence));
  Value json;
  json.Set("patient", ToJson(card, masked));
  json.Set("decision", DecisionView(standing.decision));
  json.Set("consents", std::move(shown));
  json.Set("history", std::move(history));
  json.Set("held", std::move(*held));
  json.Set("dropped", std::move(*dropped));
  json.Set("sentences", TextList(standing.sentences));
  return JsonReply(std::move(json));
}

}  // namespace

Answer<Reply> ShowConsents(const Ask& ask) {
  const auto reference = PatientReference(ask.parts[0]);
  if (!reference) return Refuse(404, "not-found", "There is no such patient.");
  const auto ehr = EhrOf(ask);
  if (!ehr) return Unexpected<Problem>(ehr.error());
  const auto patient = (*ehr)->directory.Read(*reference);
  if (!patient) return RefuseForEhr(patient.error());
  const auto card = FindCard(**ehr, patient->reference);
  if (!card) return Unexpected<Problem>(card.error());
  std::vector<std::string> ids{patient->reference};
  ids.insert(ids.end(), patient->merged.begin(), patient->merged.end());
  auto consents = (*ehr)->consents.Current(ids);
  if (!consents) return RefuseForEhr(consents.error());
  const auto relations = RelationsOf(**ehr, ask.ports.run.organization);
  if (!relations) return Unexpected<Problem>(relations.error());
  if (auto noted = NoteSearch(ask, "consents", patient->reference); !noted)
    return Unexpected<Problem>(noted.error());
  Standing standing;
  standing.consents = std::move(*consents);
  std::stable_sort(
      standing.consents.begin(), standing.consents.end(),
      [](const Value& a, const Value& b) { return a["dateTime"].text() > b["dateTime"].text(); });
  const Reach evidence = ReachOf(ask, kConsentEvidence);
  Array shown;
  Judge(ask, RequestFor(ask, *patient, ids), *relations, (*ehr)->directory.OwnNames(), evidence.all,
        standing, shown);
  ReadHistory(**ehr, standing);
  return Assemble(ask, *card, standing, std::move(shown), evidence.all, evidence.masked);
}

}  // namespace chartbridge::api
