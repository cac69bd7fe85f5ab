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

void AddGrounds(const Vote& vote, Outcomes said, Decision& decision) {
  for (const Ground& ground : vote.evaluation.opinion.grounds) {
    if (ground.says == said) Add(*vote.record, PathOfRule(*vote.record, ground.rule), decision);
  }
}

void AddCause(const Vote& vote, Cause cause, Decision& decision) {
  const Record& record = *vote.record;
  if (cause == Cause::kInvalid) return Add(record, record.fault, decision);
  if (cause == Cause::kUnverified) return Add(record, "verification", decision);
  if (cause == Cause::kGuardianLapsed) return Add(record, "performer", decision);
  for (const Ground& ground : vote.evaluation.opinion.grounds) {
    if (!ground.certain) Add(record, PathOfRule(record, ground.rule), decision);
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

Decision Say(Verdict verdict, std::string reason, const std::string& detail) {
  Decision decision{verdict, std::move(reason)};
  decision.text = Explain(decision, detail);
  return decision;
}

Decision Decided(Verdict verdict, std::string reason, const Tally& tally, Outcomes said) {
  Decision decision{verdict, std::move(reason)};
  for (const Vote* vote : tally.heard) {
    if (vote->outcomes == said) AddGrounds(*vote, said, decision);
  }
  return Finish(std::move(decision));
}

Decision Held(const Tally& tally) {
  constexpr std::pair<Cause, std::string_view> kCauses[] = {
      {Cause::kInvalid, "consent-invalid"},
      {Cause::kUnresolved, "unresolved-criteria"},
      {Cause::kUnverified, "unverified"},
      {Cause::kGuardianLapsed, "guardian-lapsed"}};
  Decision decision{Verdict::kHold};
  for (const auto& [cause, reason] : kCauses) {
    decision.reason = reason;
    for (const Vote* vote : tally.heard) {
      if (vote->Has(cause)) AddCause(*vote, cause, decision);
    }
    if (!decision.basis.empty()) break;
  }
  return Finish(std::move(decision));
}

Decision Unmatched(const std::vector<Vote>& votes) {
  Decision decision{Verdict::kDeny, "no-matching-provision"};
  bool unnamed = false;
  for (const Vote& vote : votes) {
    Add(*vote.record, BasePath(*vote.record), decision);
    unnamed = unnamed || vote.evaluation.channel_not_named;
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

std::vector<std::string> Redactions(const std::vector<Vote>& votes) {
  std::set<std::pair<bool, std::string>> labels;
  for (const Vote& vote : votes) {
    for (const Code& label : vote.evaluation.redact) {
      labels.emplace(label.system != kConfidentiality, ToText(label));
    }
  }
  std::vector<std::string> sorted;
  for (const auto& [rank, label] : labels) sorted.push_back(label);
  return sorted;
}

}  // namespace chartbridge::bridge::consent
