#include "bridge/run/consent_gate.h"

#include <algorithm>

#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

using fhir::json::Value;

// A refusal is mended by a person at the server: asking more often helps nobody.
constexpr std::chrono::minutes kAskRefusedAgain(15);
constexpr std::chrono::minutes kLongestWait(15);

// Whether the failure may pass without anybody doing something about this very question.
bool MayPass(FailureKind kind) {
  switch (kind) {
    case FailureKind::kForbidden:
    case FailureKind::kAmbiguous:
    case FailureKind::kNotOffered:
    case FailureKind::kNotFound:
    case FailureKind::kTooLarge:
    case FailureKind::kRefused:
      return false;
    case FailureKind::kUnreachable:
    case FailureKind::kThrottled:
    case FailureKind::kUnauthorized:
    case FailureKind::kConflict:
    case FailureKind::kInDoubt:
    case FailureKind::kCorrupt:
    case FailureKind::kFull:
    case FailureKind::kBusy:
      break;
  }
  return true;
}

int OutcomeOf(consent::Verdict verdict) {
  switch (verdict) {
    case consent::Verdict::kPermit:
      return 0;
    case consent::Verdict::kHold:
      return 4;
    case consent::Verdict::kDeny:
      break;
  }
  return 8;
}

int Strictness(const GateAnswer& answer) {
  switch (answer.decision.verdict) {
    case consent::Verdict::kPermit:
      return 0;
    case consent::Verdict::kHold:
      return 1;
    case consent::Verdict::kDeny:
      break;
  }
  return 2;
}

bool IsPermit(const GateAnswer& answer) {
  return answer.decision.verdict == consent::Verdict::kPermit;
}

}  // namespace

std::vector<GateAnswer> ConsentGate::Ask(const GateRequest& request, Freshness freshness) {
  auto answers = AskFor(request.patient, request, freshness);
  if (!request.former_patient) return answers;
  const auto former = AskFor(*request.former_patient, request, freshness);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (Strictness(former[i]) > Strictness(answers[i])) answers[i] = former[i];
  }
  return answers;
}

std::vector<GateAnswer> ConsentGate::AskFor(const KnownPatient& patient, const GateRequest& request,
                                            Freshness freshness) {
  const std::string& recipient = RecipientOf(request);
  if (freshness == Freshness::kMayRecall) {
    if (const auto recalled = facts_.Recall(patient.reference, recipient)) {
      auto answers = Decide(patient, request, *recalled);
      if (std::all_of(answers.begin(), answers.end(), IsPermit)) return answers;
    }
  }
  const auto facts = facts_.Read(patient.reference, recipient);
  if (facts) return Decide(patient, request, *facts);
  log_.Write(LogLevel::kWarning, LogEvent::kConsentFailed,
             {{"kind", ToString(facts.error().kind)}});
  return Unreachable(request, facts.error());
}

const std::string& ConsentGate::RecipientOf(const GateRequest& request) const {
  return request.recipient.empty() ? settings_.organization : request.recipient;
}

std::vector<GateAnswer> ConsentGate::Decide(const KnownPatient& asked, const GateRequest& request,
                                            const GateFacts& facts) const {
  const consent::Settings settings = WithOwnNames(settings_.consent, facts);
  const consent::Environment environment = EnvironmentOf(facts);
  std::vector<GateAnswer> answers;
  for (const GateContent& content : request.contents) {
    consent::Decision decision = consent::Decide(
        facts.consents, MakeRequest(request, content, facts), settings, environment);
    if (facts.patient.reference != asked.reference &&
        decision.verdict == consent::Verdict::kPermit) {
      decision.verdict = consent::Verdict::kHold;
      decision.reason = ToString(Reason::kPatientUnresolved);
      decision.text = "Held, because this record was replaced by another one in the EHR.";
    }
    GateAnswer answer;
    answer.part = content.part;
    answer.reason = ReadReason(decision.reason).value_or(Reason::kOther);
    answer.disposition =
        consent::DispositionOf(decision.verdict, decision.reason, settings_.retention);
    answer.decision = std::move(decision);
    answers.push_back(std::move(answer));
  }
  return answers;
}

Value ConsentGate::MakeRequest(const GateRequest& request, const GateContent& content,
                               const GateFacts& facts) const {
  consent::RequestFacts about = RequestFactsOf(facts);
  about.action = request.action;
  about.purpose = request.purpose;
  about.now = clock_.Now();
  about.organization = RecipientOf(request);
  about.device = settings_.device;
  about.resource_type = content.resource_type;
  about.content = content.media ? consent::ContentClass::kMedia : consent::ContentClass::kText;
  about.labels = content.labels;
  about.data_time = request.data_time;
  about.authors = std::vector<std::string>{request.from_patient ? facts.patient.reference
                                                                : settings_.organization};
  return consent::MakeRequest(about);
}

std::vector<GateAnswer> ConsentGate::Unreachable(const GateRequest& request,
                                                 const Failure& failure) const {
  GateAnswer answer;
  answer.reason = Reason::kConsentUnreachable;
  answer.decision.verdict = consent::Verdict::kHold;
  answer.decision.reason = ToString(Reason::kConsentUnreachable);
  answer.decision.text = failure.text;
  answer.disposition =
      consent::DispositionOf(consent::Verdict::kHold, answer.decision.reason, settings_.retention);
  if (MayPass(failure.kind)) {
    if (failure.retry_after)
      answer.disposition.ask_again = std::min<Milliseconds>(*failure.retry_after, kLongestWait);
  } else {
    answer.disposition.retry = false;
    answer.disposition.task = true;
    answer.disposition.ask_again = kAskRefusedAgain;
  }
  std::vector<GateAnswer> answers;
  for (const GateContent& content : request.contents) {
    answer.part = content.part;
    answers.push_back(answer);
  }
  return answers;
}

DecisionRecord ToRecord(const GateAnswer& answer, const std::string& stage, Instant at) {
  Value json = consent::ToJson(answer.decision);
  Value because;
  because.Set("because", json["because"]);
  because.Set("text", json["text"]);
  return {answer.part,
          stage,
          std::string(consent::ToString(answer.decision.verdict)),
          answer.reason,
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
