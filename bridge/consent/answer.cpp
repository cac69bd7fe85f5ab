#include "bridge/consent/answer.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "bridge/consent/explain.h"

namespace chartbridge::bridge::consent {
namespace {

std::string PathOfRule(const Record& record, int rule) {
  if (record.start_is_policy && rule == record.start) return "policyRule";
  return PathOf(record.rules, rule);
}

std::string BasePath(const Record& record) {
  return record.start_is_policy && record.rules.size() == 1 ? "policyRule" : "provision";
}

void Add(const Record& record, std::string path, Decision& decision) {
  decision.basis.push_back(record.reference);
  decision.because.push_back({record.reference, std::move(path)});
}

// One order and no repeats, whatever the order of the records was.
Decision Finish(Decision decision, const std::string& detail = {}) {
  const std::set<std::string> basis(decision.basis.begin(), decision.basis.end());
  decision.basis.assign(basis.begin(), basis.end());
  std::set<std::pair<std::string, std::string>> because;
  for (const Because& each : decision.because) because.emplace(each.consent, each.path);
  decision.because.clear();
  for (const auto& [consent, path] : because) decision.because.push_back({consent, path});
  decision.text = Explain(decision, detail);
  return decision;
}

void AddBasis(const RecordResult& result, Outcomes said, Decision& decision) {
  for (const Basis& basis : result.evaluation.outcome.bases) {
    if (basis.says == said) Add(*result.record, PathOfRule(*result.record, basis.rule), decision);
  }
}

void AddCause(const RecordResult& result, HoldCause cause, Decision& decision) {
  const Record& record = *result.record;
  if (cause == HoldCause::kInvalid) return Add(record, record.fault, decision);
  if (cause == HoldCause::kUnverified) return Add(record, "verification", decision);
  if (cause == HoldCause::kGuardianLapsed) return Add(record, "performer", decision);
  for (const Basis& basis : result.evaluation.outcome.bases) {
    if (!basis.certain) Add(record, PathOfRule(record, basis.rule), decision);
  }
}

std::string_view ReasonOf(Standing standing) {
  switch (standing) {
    case Standing::kRevoked:
      return "consent-revoked";
    case Standing::kRejected:
      return "consent-rejected";
    case Standing::kExpired:
      return "consent-expired";
    case Standing::kPending:
      return "consent-pending";
    case Standing::kNotYetValid:
      return "consent-not-yet-valid";
    case Standing::kCandidate:
    case Standing::kInvalid:
    case Standing::kIgnored:
      break;
  }
  return "consent-invalid";
}

}  // namespace

Decision WithoutBasis(Verdict verdict, std::string reason, const std::string& detail) {
  Decision decision{verdict, std::move(reason)};
  decision.text = Explain(decision, detail);
  return decision;
}

Decision Decided(Verdict verdict, std::string reason, const Combined& combined, Outcomes said) {
  Decision decision{verdict, std::move(reason)};
  for (const RecordResult* result : combined.considered) {
    if (result->outcomes == said) AddBasis(*result, said, decision);
  }
  return Finish(std::move(decision));
}

Decision Held(const Combined& combined) {
  constexpr std::pair<HoldCause, std::string_view> kCauses[] = {
      {HoldCause::kInvalid, "consent-invalid"},
      {HoldCause::kUnresolved, "unresolved-criteria"},
      {HoldCause::kUnverified, "unverified"},
      {HoldCause::kGuardianLapsed, "guardian-lapsed"}};
  Decision decision{Verdict::kHold};
  for (const auto& [cause, reason] : kCauses) {
    decision.reason = reason;
    for (const RecordResult* result : combined.considered) {
      if (result->Has(cause)) AddCause(*result, cause, decision);
    }
    if (!decision.basis.empty()) break;
  }
  return Finish(std::move(decision));
}

Decision Unmatched(const std::vector<RecordResult>& results) {
  Decision decision{Verdict::kDeny, "no-matching-provision"};
  bool unnamed = false;
  for (const RecordResult& result : results) {
    Add(*result.record, BasePath(*result.record), decision);
    unnamed = unnamed || result.evaluation.channel_not_named;
  }
  return Finish(std::move(decision), unnamed ? "a permit there does not name this channel" : "");
}

Decision Lapsed(const std::vector<const Record*>& newest) {
  const Standing standing = newest.front()->standing;
  Decision decision{standing == Standing::kPending ? Verdict::kHold : Verdict::kDeny,
                    std::string(ReasonOf(standing))};
  for (const Record* record : newest) Add(*record, record->fault, decision);
  return Finish(std::move(decision));
}

std::vector<std::string> Redactions(const std::vector<RecordResult>& results) {
  std::set<std::pair<bool, std::string>> labels;
  for (const RecordResult& result : results) {
    for (const Code& label : result.evaluation.redact) {
      labels.emplace(label.system != kConfidentiality, ToText(label));
    }
  }
  std::vector<std::string> sorted;
  for (const auto& [rank, label] : labels) sorted.push_back(label);
  return sorted;
}

}  // namespace chartbridge::bridge::consent
