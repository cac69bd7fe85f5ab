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

void Absorb(const Opinion& part, Opinion& whole) {
  whole.outcomes = Join(whole.outcomes, part.outcomes);
  whole.grounds.insert(whole.grounds.end(), part.grounds.begin(), part.grounds.end());
}

// Grounds for what is no longer among the outcomes decided nothing.
void Prune(Opinion& opinion) {
  std::erase_if(opinion.grounds, [&](const Ground& g) { return !opinion.outcomes.Has(g.says); });
}

// Both readings of an untyped rule have the same rules below them.
void RemoveRepeats(std::vector<Ground>& grounds) {
  std::sort(grounds.begin(), grounds.end());
  grounds.erase(std::unique(grounds.begin(), grounds.end()), grounds.end());
}

class Evaluator {
 public:
  Evaluator(const Record& record, const Question& question)
      : record_(record), rules_(record.rules), question_(question) {}

  Evaluation Run() {
    if (record_.base == Base::kNoBase) {
      made_.opinion = EvaluateWithoutBase();
    } else {
      const RuleType type = RuleAt(record_.start).type.value_or(RuleType::kDeny);
      made_.opinion = Evaluate(record_.start, type, Truth::kTrue, {});
    }
    Prune(made_.opinion);
    return std::move(made_);
  }

 private:
  const Rule& RuleAt(int rule) const { return rules_[std::size_t(rule)]; }

  Opinion EvaluateWithoutBase() {
    const InForce criteria = Overlay({}, RuleAt(0).criteria);
    const Truth granted = MatchesAll(criteria, Side::kPermit, question_);
    Opinion kids;
    for (const int child : RuleAt(0).nested) Absorb(EvaluateException(child, granted), kids);
    return kids;
  }

  // The algorithm of rule R9. Where a rule cannot apply, nothing below it can say anything.
  Opinion Evaluate(int at, RuleType type, Truth applies, const InForce& inherited) {
    if (applies == Truth::kFalse) return {};
    const Rule& rule = RuleAt(at);
    const InForce criteria = Overlay(inherited, rule.criteria);
    const Truth matches = And(applies, MatchesAll(criteria, SideOf(type), question_));
    if (type == RuleType::kDeny) CollectLabels(criteria, applies);
    Opinion kids;
    Truth granted = matches;
    bool adds = false;
    for (const int child : rule.nested) {
      if (RuleAt(child).type != type) continue;
      adds = true;
      const Opinion added = Evaluate(child, type, applies, criteria);
      if (added.outcomes == Saying(type)) granted = Truth::kTrue;
      if (added.outcomes.Has(Saying(type))) granted = Or(granted, Truth::kUnknown);
      Absorb(added, kids);
    }
    for (const int child : rule.nested) {
      if (RuleAt(child).type != type) Absorb(EvaluateException(child, granted), kids);
    }
    // Rule R9.6: an unrestricted permit that lists narrower ones may mean only those.
    const bool only_these = type == RuleType::kPermit && adds && !HasOtherThanPeriod(criteria);
    return Finish(at, type, matches, only_these, std::move(kids));
  }

  Opinion Finish(int at, RuleType type, Truth matches, bool only_these, Opinion kids) {
    Outcomes own = Saying(type);
    if (matches == Truth::kFalse) own = Outcomes::None();
    if (matches == Truth::kUnknown) own = own.With(Outcomes::None());
    if (own.Has(Outcomes::Permit()) && !NamesChannel(at)) {
      made_.channel_not_named = true;
      own = Outcomes::None();
    }
    if (only_these && own.Has(Outcomes::Permit())) own = own.With(Outcomes::None());
    if (!kids.outcomes.Has(Outcomes::None())) return kids;
    kids.outcomes = kids.outcomes.Without(Outcomes::None()).With(own);
    if (own.Has(Saying(type))) kids.grounds.push_back({at, Saying(type), !own.IsOpen()});
    return kids;
  }

  Opinion EvaluateException(int at, Truth granted) {
    const auto type = RuleAt(at).type;
    if (type) return Evaluate(at, *type, granted, {});
    // Rule R9.4: without a type it may be either.
    Opinion either = EvaluateAs(at, RuleType::kPermit, granted);
    const Opinion deny = EvaluateAs(at, RuleType::kDeny, granted);
    either.outcomes = either.outcomes.With(deny.outcomes);
    either.grounds.insert(either.grounds.end(), deny.grounds.begin(), deny.grounds.end());
    for (Ground& ground : either.grounds)
      ground.certain = ground.certain && !either.outcomes.IsOpen();
    RemoveRepeats(either.grounds);
    return either;
  }

  // Remembered, because untyped rules below each other would otherwise double the work per level.
  Opinion EvaluateAs(int at, RuleType type, Truth granted) {
    const int key = (at * 3 + int(granted)) * 2 + int(type);
    const auto known = untyped_.find(key);
    if (known != untyped_.end()) return known->second;
    return untyped_.emplace(key, Evaluate(at, type, granted, {})).first->second;
  }

  void CollectLabels(const InForce& criteria, Truth applies) {
    const Criteria* labels = criteria[std::size_t(Kind::kLabel)];
    if (labels == nullptr) return;
    if (Matches(Kind::kLabel, criteria, Side::kDeny, question_) == Truth::kTrue) return;
    const Truth rest = MatchesAllBut(Kind::kLabel, criteria, Side::kDeny, question_);
    if (And(applies, rest) == Truth::kFalse) return;
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
  std::unordered_map<int, Opinion> untyped_;
  Evaluation made_;
};

}  // namespace

Evaluation Evaluate(const Record& record, const Question& question) {
  return Evaluator(record, question).Run();
}

}  // namespace chartbridge::bridge::consent
