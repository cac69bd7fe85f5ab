#include "connectors/chart/search_plan.h"

#include <algorithm>
#include <charconv>

#include "connectors/chart/query_text.h"
#include "connectors/chart/search_term.h"

namespace chartbridge::chart {

namespace {

constexpr int kUsualPage = 50;
constexpr int kLargestPage = 500;
constexpr std::size_t kMostTerms = 50;

bool IsSortable(const TypeRules& type, std::string_view name) {
  if (name == "_lastUpdated") return true;
  const Parameter* parameter = FindParameter(type, name);
  return parameter != nullptr && parameter->kind == ParameterKind::kDate;
}

// Parameters that say what the answer looks like, not what is found.
enum class Control { kNone, kTaken, kIgnored, kBad };

Control ReadCount(const std::string& value, Query& query) {
  int count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (end != value.data() + value.size() || count < 0) return Control::kBad;
  if (error == std::errc::result_out_of_range) count = kLargestPage;
  if (query.limit != 0) query.limit = std::min(count, kLargestPage);
  return Control::kTaken;
}

Control ReadSort(const TypeRules& type, const std::string& value, Query& query) {
  std::vector<SortKey> order;
  for (const std::string& item : SplitUnescaped(value, ',')) {
    const bool descending = item.starts_with('-');
    SortKey key{item.substr(descending ? 1 : 0), descending};
    if (!IsSortable(type, key.parameter)) return Control::kIgnored;
    order.push_back(std::move(key));
  }
  query.order = std::move(order);
  return Control::kTaken;
}

Control ReadControl(const TypeRules& type, const std::string& name, const std::string& value,
                    Query& query) {
  if (name == "_format" || name == "_pretty") return Control::kTaken;
  if (name == "_count") return ReadCount(value, query);
  if (name == "_sort") return ReadSort(type, value, query);
  if (name == "_total") return Control::kTaken;  // always accurate
  if (name == "_summary") {
    if (value == "count") query.limit = 0;
    return value == "count" || value == "false" ? Control::kTaken : Control::kIgnored;
  }
  return Control::kNone;
}

// Rarest first: what names one person or thing, then what points at one, then codes.
int Rank(const TypeRules& type, const Term& term) {
  const auto* key = std::get_if<KeyTerm>(&term);
  if (key == nullptr || key->negated) return 3;
  if (key->parameter.ends_with(":present")) return 2;
  const Parameter* parameter = FindParameter(type, key->parameter);
  if (parameter == nullptr || parameter->name == "identifier") return 0;
  switch (parameter->kind) {
    case ParameterKind::kToken:
      return 2;
    case ParameterKind::kReference:
      return 1;
    default:
      return 0;
  }
}

void SortTerms(const TypeRules& type, Query& query) {
  std::stable_sort(query.all.begin(), query.all.end(), [&](const Term& left, const Term& right) {
    return Rank(type, left) < Rank(type, right);
  });
}

}  // namespace

Result<SearchPlan, Refusal> PlanSearch(const TypeRules& type, const http::Pairs& pairs,
                                       std::string_view base, bool strict) {
  SearchPlan plan;
  plan.query.type = type.name;
  plan.query.limit = kUsualPage;
  for (const auto& [name, value] : pairs) {
    const Control control = ReadControl(type, name, value, plan.query);
    if (control == Control::kBad)
      return Refuse(400, "value", "A parameter of the search has no usable value.");
    bool taken = control == Control::kTaken;
    if (control == Control::kNone) {
      auto term = ReadTerm(type, name, value, base);
      if (!term) return Unexpected(term.error());
      if (*term) plan.query.all.push_back(std::move(**term));
      taken = term->has_value();
    }
    if (taken) plan.used.emplace_back(name, value);
    // The name is not repeated: anything can stand there.
    if (!taken && strict)
      return Refuse(400, "not-supported",
                    "The search has a parameter that is not offered for this type.");
  }
  if (plan.query.all.size() > kMostTerms)
    return Refuse(400, "too-costly", "The search has more than 50 parameters.");
  SortTerms(type, plan.query);
  return plan;
}

Result<Query, Refusal> PlanCriteria(const TypeRules& type, std::string_view criteria,
                                    std::string_view base) {
  const std::size_t mark = criteria.find('?');
  if (mark != std::string_view::npos) {
    if (mark != 0 && criteria.substr(0, mark) != type.name) {
      return Refuse(400, "value", "The condition names another type than the request.");
    }
    criteria.remove_prefix(mark + 1);
  }
  auto plan = PlanSearch(type, ReadPairs(criteria), base, true);
  if (!plan) return Unexpected(plan.error());
  if (plan->query.all.empty())
    return Refuse(400, "required", "The condition has no search parameter.");
  plan->query.limit = 2;
  plan->query.order.clear();
  return plan->query;
}

}  // namespace chartbridge::chart
