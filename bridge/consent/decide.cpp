#include "bridge/consent/decide.h"

#include <algorithm>

#include "bridge/consent/answer.h"
#include "bridge/consent/code_tables.h"
#include "bridge/consent/combine.h"
#include "bridge/consent/weigh.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Value;

// Rule R1: an OperationOutcome among the results may say that they are not all the results.
bool ReportsError(const Value& record) {
  return record["resourceType"].text() == "OperationOutcome" && SaysIncomplete(record);
}

// What a decision is made with, besides the records.
struct EvaluationContext {
  const Request& request;
  const Settings& settings;
  const ClinicTime& clock;
  const Question question;
};

// What a record says that is perhaps another person's: where it would permit, it is silent.
void TakePermitOut(RecordResult& result) {
  if (!result.outcomes.Has(Outcomes::Permit())) return;
  result.outcomes = result.outcomes.Without(Outcomes::Permit()).With(Outcomes::None());
  if (!result.outcomes.IsOpen()) result.causes.clear();
}

RecordResult EvaluateRecord(const Record& record, const EvaluationContext& context) {
  RecordResult result{&record};
  if (record.standing == Standing::kInvalid) {
    result.outcomes = Outcomes::Any();
    result.causes.push_back(HoldCause::kInvalid);
    if (record.related) TakePermitOut(result);
    return result;
  }
  result.evaluation = Evaluate(record, context.question);
  result.outcomes = result.evaluation.outcome.outcomes;
  if (result.outcomes.IsOpen()) result.causes.push_back(HoldCause::kUnresolved);
  if (!result.outcomes.Has(Outcomes::Permit())) return result;
  const auto weaken = [&](HoldCause cause) {
    result.outcomes = result.outcomes.With(Outcomes::None());
    result.causes.push_back(cause);
  };
  if (IsUnverified(record, context.settings.require_verification)) weaken(HoldCause::kUnverified);
  if (HasGuardianLapsed(record, context.request, context.clock, context.settings.majority_age)) {
    weaken(HoldCause::kGuardianLapsed);
  }
  if (record.related) TakePermitOut(result);
  return result;
}

// Rule R13 when there is no record at all.
Decision WithoutRecords(const EvaluationContext& context) {
  if (context.settings.no_consent == "hold") return WithoutBasis(Verdict::kHold, "no-consent");
  const LabelFacts& labels = context.question.labels;
  const bool normal =
      labels.known && labels.confidentiality <= ConfidentialityRank("N").value_or(0);
  const auto& purposes = context.request.purposes;
  const bool treatment = std::all_of(purposes.begin(), purposes.end(), IsTreatment);
  if (context.settings.no_consent == "permit-treatment" && normal && treatment) {
    return WithoutBasis(Verdict::kPermit, "permitted-by-implicit-policy");
  }
  return WithoutBasis(Verdict::kDeny, "no-consent");
}

Decision Combine(const std::vector<Record>& records, const EvaluationContext& context) {
  const std::vector<const Record*> in_force = InForceNow(records);
  std::vector<RecordResult> results;
  for (const Record* record : in_force) {
    if (record->Counts()) results.push_back(EvaluateRecord(*record, context));
  }
  const Combined combined = CombineResults(results, context.settings.conflict == "most-recent");
  if (combined.outcomes == Outcomes::Deny()) {
    return Decided(Verdict::kDeny, "denied-by-consent", combined, Outcomes::Deny());
  }
  if (combined.outcomes == Outcomes::Permit()) {
    Decision decision =
        Decided(Verdict::kPermit, "permitted-by-consent", combined, Outcomes::Permit());
    decision.redact = Redactions(results);
    return decision;
  }
  if (combined.outcomes.IsOpen()) return Held(combined);
  if (!results.empty()) return Unmatched(results);
  const std::vector<const Record*> newest = Newest(in_force);
  return newest.empty() ? WithoutRecords(context) : Lapsed(newest);
}

}  // namespace

bool SaysIncomplete(const Value& outcome) {
  constexpr std::string_view kCodes[] = {"incomplete", "timeout",       "throttled",
                                         "too-costly", "not-supported", "processing"};
  const auto& issues = outcome["issue"].items();
  return std::any_of(issues.begin(), issues.end(), [&](const Value& issue) {
    const std::string& severity = issue["severity"].text();
    return severity == "error" || severity == "fatal" ||
           std::count(std::begin(kCodes), std::end(kCodes), issue["code"].text()) > 0;
  });
}

Decision Decide(const std::vector<Value>& consents, const Value& json, const Settings& settings,
                const Environment& environment) {
  const auto clock = ClinicTime::In(settings.timezone);
  if (!clock) return WithoutBasis(Verdict::kHold, "request-incomplete", "the clinic's time zone");
  const ReferenceNames names(settings.fhir_bases);
  const auto request = ReadRequest(json, *clock, names);
  if (!request) return WithoutBasis(Verdict::kHold, request.error().reason, request.error().member);
  if (environment.consent_store != "ok" ||
      std::any_of(consents.begin(), consents.end(), ReportsError)) {
    return WithoutBasis(Verdict::kHold, "consent-unreachable");
  }
  if (ConflictsWithPurposeLabels(*request))
    return WithoutBasis(Verdict::kDeny, "purpose-label-conflict");
  const RecordContext context{*request,
                              *clock,
                              names,
                              settings.accept_test_data,
                              environment.searched_by_patient,
                              std::chrono::seconds(settings.clock_skew_seconds)};
  std::vector<Record> records;
  records.reserve(consents.size());
  for (const Value& consent : consents) records.push_back(ReadRecord(consent, context));
  const Directory directory(environment.directory, names);
  Question question = Ask(*request, directory, settings.default_confidentiality);
  question.channel_must_be_named = settings.channel_must_be_named;
  return Combine(records, EvaluationContext{*request, settings, *clock, std::move(question)});
}

}  // namespace chartbridge::bridge::consent
