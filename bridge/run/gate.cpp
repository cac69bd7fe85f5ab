#include "bridge/run/gate.h"

#include "bridge/consent/request_json.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

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
                                  const std::vector<GateQuestion>& questions) const {
  const std::vector<std::string> patients = AllIds(subject.patient);
  const auto consents = ports_.consents.Current(patients);
  consent::Environment environment;
  environment.directory = subject.relations;
  if (!consents) {
    environment.consent_store = ToString(consents.error().kind);
    ports_.log.Write(LogLevel::kWarning, LogEvent::kConsentFailed,
                     {{"kind", ToString(consents.error().kind)}});
  }
  const std::vector<fhir::json::Value> known =
      consents ? *consents : std::vector<fhir::json::Value>();
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
        consent::Decide(known, consent::MakeRequest(facts), settings_.consent, environment);
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
