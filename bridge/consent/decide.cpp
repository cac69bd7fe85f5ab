#include "bridge/consent/decide.h"

#include <algorithm>

#include "bridge/consent/answer.h"
#include "bridge/consent/code_tables.h"
#include "bridge/consent/combine.h"
#include "bridge/consent/weigh.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Value;

// Rule R1: an OperationOutcome among the results says that they are not all the results.
bool ReportsError(const Value& record) {
  if (record["resourceType"].text() != "OperationOutcome") return false;
  const auto& issues = record["issue"].items();
  return std::any_of(issues.begin(), issues.end(), [](const Value& issue) {
    const std::string& severity = issue["severity"].text();
    return severity == "error" || severity == "fatal";
  });
}

// What a decision is made with, besides the records.
struct Court {
  const Request& request;
  const Settings& settings;
  const ClinicTime& clock;
  const Question question;
};

Vote Hear(const Record& record, const Court& court) {
  Vote vote{&record};
  if (record.standing == Standing::kInvalid) {
    vote.outcomes = Outcomes::Any();
    vote.causes.push_back(Cause::kInvalid);
    return vote;
  }
  vote.evaluation = Evaluate(record, court.question);
  vote.outcomes = vote.evaluation.opinion.outcomes;
  if (vote.outcomes.IsOpen()) vote.causes.push_back(Cause::kUnresolved);
  if (!vote.outcomes.Has(Outcomes::Permit())) return vote;
  const auto weaken = [&](Cause cause) {
    vote.outcomes = vote.outcomes.With(Outcomes::None());
    vote.causes.push_back(cause);
  };
  if (IsUnverified(record, court.settings.require_verification)) weaken(Cause::kUnverified);
  if (HasGuardianLapsed(record, court.request, court.clock, court.settings.majority_age)) {
    weaken(Cause::kGuardianLapsed);
  }
  return vote;
}

// Rule R13 when there is no record at all.
Decision WithoutRecords(const Court& court) {
  if (court.settings.no_consent == "hold") return Say(Verdict::kHold, "no-consent");
  const LabelFacts& labels = court.question.labels;
  const bool normal =
      labels.known && labels.confidentiality <= ConfidentialityRank("N").value_or(0);
  const auto& purposes = court.request.purposes;
  const bool treatment = std::all_of(purposes.begin(), purposes.end(), IsTreatment);
  if (court.settings.no_consent == "permit-treatment" && normal && treatment) {
    return Say(Verdict::kPermit, "permitted-by-implicit-policy");
  }
  return Say(Verdict::kDeny, "no-consent");
}

Decision Judge(const std::vector<Record>& records, const Court& court) {
  const std::vector<const Record*> in_force = InForceNow(records);
  std::vector<Vote> votes;
  for (const Record* record : in_force) {
    if (record->Votes()) votes.push_back(Hear(*record, court));
  }
  const Tally tally = Count(votes, court.settings.conflict == "most-recent");
  if (tally.outcomes == Outcomes::Deny()) {
    return Decided(Verdict::kDeny, "denied-by-consent", tally, Outcomes::Deny());
  }
  if (tally.outcomes == Outcomes::Permit()) {
    Decision decision =
        Decided(Verdict::kPermit, "permitted-by-consent", tally, Outcomes::Permit());
    decision.redact = Redactions(votes);
    return decision;
  }
  if (tally.outcomes.IsOpen()) return Held(tally);
  if (!votes.empty()) return Unmatched(votes);
  const std::vector<const Record*> newest = Newest(in_force);
  return newest.empty() ? WithoutRecords(court) : Lapsed(newest);
}

}  // namespace

Decision Decide(const std::vector<Value>& consents, const Value& json, const Settings& settings,
                const Environment& environment) {
  const auto clock = ClinicTime::In(settings.timezone);
  if (!clock) return Say(Verdict::kHold, "request-incomplete", "the clinic's time zone");
  const ReferenceNames names(settings.fhir_bases);
  const auto request = ReadRequest(json, *clock, names);
  if (!request) return Say(Verdict::kHold, request.error().reason, request.error().member);
  if (environment.consent_store != "ok" ||
      std::any_of(consents.begin(), consents.end(), ReportsError)) {
    return Say(Verdict::kHold, "consent-unreachable");
  }
  if (ConflictsWithPurposeLabels(*request)) return Say(Verdict::kDeny, "purpose-label-conflict");
  const RecordContext context{*request, *clock, names, settings.accept_test_data,
                              std::chrono::seconds(settings.clock_skew_seconds)};
  std::vector<Record> records;
  records.reserve(consents.size());
  for (const Value& consent : consents) records.push_back(ReadRecord(consent, context));
  const Directory directory(environment.directory, names);
  Question question = Ask(*request, directory, settings.default_confidentiality);
  question.channel_must_be_named = settings.channel_must_be_named;
  return Judge(records, Court{*request, settings, *clock, std::move(question)});
}

}  // namespace chartbridge::bridge::consent
