#include "bridge/run/gate.h"

#include "bridge/consent/request_json.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

constexpr std::chrono::seconds kLastReadHolds(5);

int OutcomeOf(consent::Verdict verdict) {
  switch (verdict) {
    case consent::Verdict::kPermit:
      return 0;
    case consent::Verdict::kHold:
      return 4;
    case consent::Verdict::kDeny:
      return 8;
  }
  return 8;
}

std::vector<std::string> AllIds(const KnownPatient& patient) {
  std::vector<std::string> ids{patient.reference};
  ids.insert(ids.end(), patient.merged.begin(), patient.merged.end());
  return ids;
}

}  // namespace

std::vector<GateAnswer> Gate::Ask(const GateSubject& subject,
                                  const std::vector<GateQuestion>& questions,
                                  std::optional<LastRead>* kept) const {
  const std::vector<std::string> patients = AllIds(subject.patient);
  auto consents = ports_.consents.Current(patients);
  consent::Environment environment;
  environment.directory = subject.relations;
  if (!consents) {
    environment.consent_store = ToString(consents.error().kind);
    ports_.log.Write(LogLevel::kWarning, LogEvent::kConsentFailed,
                     {{"kind", ToString(consents.error().kind)}});
  }
  const bool read = bool(consents);
  std::vector<fhir::json::Value> known =
      read ? *std::move(consents) : std::vector<fhir::json::Value>();
  std::vector<GateAnswer> answers = Answer(subject, questions, patients, known, environment);
  if (kept != nullptr) {
    kept->reset();
    if (read) kept->emplace(LastRead{patients, std::move(known), ports_.clock.Now()});
  }
  return answers;
}

std::optional<std::vector<GateAnswer>> Gate::AskLastRead(
    const GateSubject& subject, const std::vector<GateQuestion>& questions,
    const std::optional<LastRead>& last) const {
  const std::vector<std::string> patients = AllIds(subject.patient);
  const Instant now = ports_.clock.Now();
  if (!last || last->patients != patients || now < last->at || now - last->at > kLastReadHolds)
    return std::nullopt;
  consent::Environment environment;
  environment.directory = subject.relations;
  auto answers = Answer(subject, questions, patients, last->consents, environment);
  for (const GateAnswer& answer : answers) {
    if (answer.disposition.fate != consent::Fate::kForward) return std::nullopt;
  }
  return answers;
}

std::vector<GateAnswer> Gate::Answer(const GateSubject& subject,
                                     const std::vector<GateQuestion>& questions,
                                     const std::vector<std::string>& patients,
                                     const std::vector<fhir::json::Value>& consents,
                                     const consent::Environment& environment) const {
  const Instant now = ports_.clock.Now();
  std::vector<GateAnswer> answers;
  for (const GateQuestion& question : questions) {
    consent::RequestFacts facts;
    facts.patients = patients;
    facts.now = now;
    facts.organization = settings_.organization;
    facts.device = settings_.device;
    facts.resource_type = question.resource_type;
    facts.content = question.content;
    facts.labels = question.labels;
    facts.data_time = subject.data_time;
    facts.authors = std::vector<std::string>{subject.from_patient ? subject.patient.reference
                                                                  : settings_.organization};
    facts.birth_date = subject.patient.birth_date;
    consent::Decision decision =
        consent::Decide(consents, consent::MakeRequest(facts), settings_.consent, environment);
    const consent::Disposition disposition =
        consent::DispositionOf(decision.verdict, decision.reason, settings_.flow.retention);
    answers.push_back({question.part, std::move(decision), disposition});
  }
  return answers;
}

DecisionRecord ToRecord(const GateAnswer& answer, const std::string& stage, Instant at) {
  fhir::json::Value json = consent::ToJson(answer.decision);
  fhir::json::Value because;
  because.Set("because", json["because"]);
  because.Set("text", json["text"]);
  return {answer.part,
          stage,
          std::string(consent::ToString(answer.decision.verdict)),
          answer.decision.reason,
          answer.decision.basis,
          fhir::json::Write(because),
          at};
}

AuditEntry ToAudit(const GateAnswer& answer, const std::string& patient, const ItemKey& key) {
  return {"consent.decision",
          "svc:decide",
          OutcomeOf(answer.decision.verdict),
          patient,
          key,
          answer.decision.basis,
          answer.decision.reason,
          ""};
}

}  // namespace chartbridge::bridge::run
