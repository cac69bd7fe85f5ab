#include "bridge/service/consent_status.h"

#include <algorithm>

#include "bridge/consent/clinic_time.h"
#include "bridge/run/gate_facts.h"
#include "bridge/service/consent_record.h"

namespace chartbridge::bridge::service {
namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr std::size_t kMostHistories = 20;
constexpr int kMostItems = 100;

struct ConsentStatus {
  std::vector<Value> consents;  // newest first
  std::vector<Value> older;     // former versions, newest first
  bool history_read = true;
  consent::Decision decision;
  std::vector<std::string> sentences;
};

// What the gate would be asked if a message of this patient came in now.
Value RequestFor(const ConsentQuestion& question, const run::GateFacts& facts) {
  consent::RequestFacts about = run::RequestFactsOf(facts);
  about.now = about.data_time.emplace(question.clock.Now());
  about.organization = question.organization;
  about.device = question.device;
  about.authors = std::vector<std::string>{facts.patient.reference};
  return consent::MakeRequest(about);
}

void Evaluate(const ConsentQuestion& question, const run::GateFacts& facts, ConsentStatus& status,
              Array& shown) {
  const Value request = RequestFor(question, facts);
  const consent::Settings settings = run::WithOwnNames(question.settings, facts);
  status.decision = consent::Decide(status.consents, request, settings, run::EnvironmentOf(facts));
  status.sentences.push_back(status.decision.text);
  const auto clock = consent::ClinicTime::In(settings.timezone);
  const consent::ReferenceNames names(settings.fhir_bases);
  const auto read = clock ? consent::ReadRequest(request, *clock, names)
                          : Result<consent::Request, consent::UnreadableRequest>(
                                Unexpected<consent::UnreadableRequest>({"", ""}));
  for (const Value& one : status.consents) {
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
    status.sentences.push_back(ConsentSentence(one, record));
  }
}

void ReadHistory(const ConsentPorts& ehr, ConsentStatus& status) {
  for (std::size_t i = 0; i < status.consents.size() && i < kMostHistories; ++i) {
    const Value& current = status.consents[i];
    const auto bundle = ehr.get("Consent/" + current["id"].text() + "/_history?_count=50");
    if (!bundle) {
      status.history_read = false;
      return;
    }
    for (const Value& entry : (*bundle)["entry"].items()) {
      const Value& version = entry["resource"];
      const bool same = version["meta"]["versionId"].text() == current["meta"]["versionId"].text();
      if (version["resourceType"].text() == "Consent" && !same) status.older.push_back(version);
    }
  }
  const auto changed = [](const Value& one) { return one["meta"]["lastUpdated"].text(); };
  std::stable_sort(status.older.begin(), status.older.end(),
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

void TellItems(ConsentStatus& status, const Value& items, const std::string& what) {
  if (items.items().empty()) return;
  const bool one = items.items().size() == 1;
  status.sentences.push_back(std::to_string(items.items().size()) +
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
                                         const std::string& patient,
                                         const std::optional<ItemFilter>& filter) {
  run::GateFactsSource source(ehr.directory, ehr.consents, question.clock);
  auto facts = source.Read(patient, question.organization);
  if (!facts) return Unexpected<Failure>(std::move(facts).error());
  ConsentStatus status;
  status.consents = facts->consents;
  std::stable_sort(
      status.consents.begin(), status.consents.end(),
      [](const Value& a, const Value& b) { return a["dateTime"].text() > b["dateTime"].text(); });
  Array shown;
  Evaluate(question, *facts, status, shown);
  ReadHistory(ehr, status);
  Array history;
  for (const Value& old : status.older) history.push_back(ConsentView(old, {}, question.evidence));
  Value json;
  json.Set("decision", ConsentDecisionJson(status.decision));
  json.Set("consents", std::move(shown));
  json.Set("history", std::move(history));
  for (const auto& [name, progress] :
       {std::pair{"held", Progress::kHeld}, std::pair{"dropped", Progress::kDropped}}) {
    auto found = ItemsAt(items, question, filter, patient, progress);
    if (!found) return Unexpected<Failure>(found.error());
    json.Set(name, std::move(*found));
    TellItems(status, json[name], name);
  }
  if (!status.history_read)
    status.sentences.emplace_back("The EHR does not show earlier versions of these records.");
  json.Set("sentences", TextList(status.sentences));
  return json;
}

}  // namespace chartbridge::bridge::service
