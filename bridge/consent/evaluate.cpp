#include "bridge/consent/evaluate.h"

#include <algorithm>
#include <unordered_map>

namespace chartbridge::bridge::consent {
namespace {

constexpr RuleType Other(RuleType type) {
  return type == RuleType::kPermit ? RuleType::kDeny : RuleType::kPermit;
}
constexpr Outcomes Saying(RuleType type) {
  return type == RuleType::kPermit ? Outcomes::Permit() : Outcomes::Deny();
}

InForce Overlay(const InForce& inherited, const Criteria& own) {
  InForce made = inherited;
  for (int kind = 0; kind < kKinds; ++kind) {
    if (own.Has(Kind(kind))) made[std::size_t(kind)] = &own;
  }
  return made;
}

bool HasOtherThanPeriod(const InForce& criteria) {
  for (int kind = 0; kind < kKinds; ++kind) {
    if (criteria[std::size_t(kind)] != nullptr && Kind(kind) != Kind::kPeriod) return true;
  }
  return false;
}

void Absorb(const RecordOutcome& part, RecordOutcome& whole) {
  whole.outcomes = Join(whole.outcomes, part.outcomes);
  whole.bases.insert(whole.bases.end(), part.bases.begin(), part.bases.end());
}

// Grounds for what is no longer among the outcomes decided nothing.
void Prune(RecordOutcome& outcome) {
  std::erase_if(outcome.bases, [&](const Basis& g) { return !outcome.outcomes.Has(g.says); });
}

// Both readings of an untyped rule have the same rules below them.
void RemoveRepeats(std::vector<Basis>& bases) {
  std::sort(bases.begin(), bases.end());
  bases.erase(std::unique(bases.begin(), bases.end()), bases.end());
}

class Evaluator {
 public:
  Evaluator(const Record& record, const Question& question)
      : record_(record), rules_(record.rules), question_(question) {}

  Evaluation Run() {
    if (record_.base == Base::kNoBase) {
      made_.outcome = EvaluateWithoutBase();
    } else {
      const RuleType type = RuleAt(record_.start).type.value_or(RuleType::kDeny);
      made_.outcome = Evaluate(record_.start, type, Tristate::kTrue, {});
    }
    Prune(made_.outcome);
    return std::move(made_);
  }

 private:
  const Rule& RuleAt(int rule) const { return rules_[std::size_t(rule)]; }

  RecordOutcome EvaluateWithoutBase() {
    const InForce criteria = Overlay({}, RuleAt(0).criteria);
    const Tristate granted = MatchesAll(criteria, Side::kPermit, question_);
    RecordOutcome kids;
    for (const int child : RuleAt(0).nested) Absorb(EvaluateException(child, granted), kids);
    return kids;
  }

  // The algorithm of rule R9. Where a rule cannot apply, nothing below it can say anything.
  RecordOutcome Evaluate(int at, RuleType type, Tristate applies, const InForce& inherited) {
    if (applies == Tristate::kFalse) return {};
    const Rule& rule = RuleAt(at);
    const InForce criteria = Overlay(inherited, rule.criteria);
    const Tristate matches = And(applies, MatchesAll(criteria, SideOf(type), question_));
    if (type == RuleType::kDeny) CollectLabels(criteria, applies);
    RecordOutcome kids;
    Tristate granted = matches;
    bool adds = false;
    for (const int child : rule.nested) {
      if (RuleAt(child).type != type) continue;
      adds = true;
      const RecordOutcome added = Evaluate(child, type, applies, criteria);
      if (added.outcomes == Saying(type)) granted = Tristate::kTrue;
      if (added.outcomes.Has(Saying(type))) granted = Or(granted, Tristate::kUnknown);
      Absorb(added, kids);
    }
    for (const int child : rule.nested) {
      if (RuleAt(child).type != type) Absorb(EvaluateException(child, granted), kids);
    }
    // Rule R9.6: an unrestricted permit that lists narrower ones may mean only those.
    const bool only_these = type == RuleType::kPermit && adds && !HasOtherThanPeriod(criteria);
    return Finish(at, type, matches, only_these, std::move(kids));
  }

  RecordOutcome Finish(int at, RuleType type, Tristate matches, bool only_these,
                       RecordOutcome kids) {
    Outcomes own = Saying(type);
    if (matches == Tristate::kFalse) own = Outcomes::None();
    if (matches == Tristate::kUnknown) own = own.With(Outcomes::None());
    if (own.Has(Outcomes::Permit()) && !NamesChannel(at)) {
      made_.channel_not_named = true;
      own = Outcomes::None();
    }
    if (only_these && own.Has(Outcomes::Permit())) own = own.With(Outcomes::None());
    if (!kids.outcomes.Has(Outcomes::None())) return kids;
    kids.outcomes = kids.outcomes.Without(Outcomes::None()).With(own);
    if (own.Has(Saying(type))) kids.bases.push_back({at, Saying(type), !own.IsOpen()});
    return kids;
  }

  RecordOutcome EvaluateException(int at, Tristate granted) {
    const auto type = RuleAt(at).type;
    if (type) return Evaluate(at, *type, granted, {});
    // Rule R9.4: without a type it may be either.
    RecordOutcome either = EvaluateAs(at, RuleType::kPermit, granted);
    const RecordOutcome deny = EvaluateAs(at, RuleType::kDeny, granted);
    either.outcomes = either.outcomes.With(deny.outcomes);
    either.bases.insert(either.bases.end(), deny.bases.begin(), deny.bases.end());
    for (Basis& basis : either.bases) basis.certain = basis.certain && !either.outcomes.IsOpen();
    RemoveRepeats(either.bases);
    return either;
  }

  // Remembered, because untyped rules below each other would otherwise double the work per level.
  RecordOutcome EvaluateAs(int at, RuleType type, Tristate granted) {
    const int key = (at * 3 + int(granted)) * 2 + int(type);
    const auto known = untyped_.find(key);
    if (known != untyped_.end()) return known->second;
    return untyped_.emplace(key, Evaluate(at, type, granted, {})).first->second;
  }

  void CollectLabels(const InForce& criteria, Tristate applies) {
    const Criteria* labels = criteria[std::size_t(Kind::kLabel)];
    if (labels == nullptr) return;
    if (Matches(Kind::kLabel, criteria, Side::kDeny, question_) == Tristate::kTrue) return;
    const Tristate rest = MatchesAllBut(Kind::kLabel, criteria, Side::kDeny, question_);
    if (And(applies, rest) == Tristate::kFalse) return;
    made_.redact.insert(made_.redact.end(), labels->labels.begin(), labels->labels.end());
  }

  // Rule R8a: the rule itself, or any rule around it.
  bool NamesChannel(int at) const {
    if (!question_.channel_must_be_named || !question_.request.channel) return true;
    for (int rule = at; rule >= 0; rule = RuleAt(rule).parent) {
      const auto& classes = RuleAt(rule).criteria.classes;
      if (std::count(classes.begin(), classes.end(), *question_.request.channel) > 0) return true;
    }
    return false;
  }

  const Record& record_;
  const Rules& rules_;
  const Question& question_;
  std::unordered_map<int, RecordOutcome> untyped_;
  Evaluation made_;
};

}  // namespace

Evaluation Evaluate(const Record& record, const Question& question) {
  return Evaluator(record, question).Run();
}

}  // namespace chartbridge::bridge::consent
