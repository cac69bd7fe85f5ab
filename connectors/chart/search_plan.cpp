#include <algorithm>
#include <charconv>

#include "connectors/chart/outcome.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/http/target.h"

namespace chartbridge::chart {

namespace {

constexpr int kUsualPage = 50;
constexpr int kLargestPage = 500;
constexpr std::size_t kMostTerms = 50;
constexpr std::size_t kMostValues = 200;

using Values = std::vector<std::string>;

[[noreturn]] void BadValue(std::string_view parameter) {
  Refuse(400, "value",
         "The value of the search parameter " + std::string(parameter) + " cannot be read.");
}

Values TokenParts(const std::string& value) {
  Values parts = SplitUnescaped(value, '|');
  for (std::string& part : parts) part = Unescape(part);
  return parts;
}

// Every word of a name must be there, each in any part of it.
std::vector<Term> ReadWords(const Parameter& parameter, const std::string& value) {
  std::vector<Term> terms;
  for (const std::string& word : FoldedWords(value))
    terms.emplace_back(KeyTerm{std::string(parameter.name), {"w:" + word}});
  if (terms.empty() || value.find(',') != std::string::npos) BadValue(parameter.name);
  return terms;
}

DateCondition ReadDate(std::string_view text, std::string_view parameter, const Site& site) {
  constexpr std::pair<std::string_view, DateTest> kPrefixes[] = {
      {"eq", DateTest::kEqual}, {"gt", DateTest::kGreater}, {"lt", DateTest::kLess},
      {"ge", DateTest::kFrom},  {"le", DateTest::kUntil},
  };
  DateCondition condition;
  for (const auto& [prefix, test] : kPrefixes) {
    if (!text.starts_with(prefix)) continue;
    condition.test = test;
    text.remove_prefix(2);
    break;
  }
  std::string zoned(text);
  // A '+' that was not percent-encoded arrives as a blank; in a date it can be nothing else.
  if (zoned.size() > 19) {
    if (const std::size_t blank = zoned.find(' ', 19); blank != std::string::npos)
      zoned[blank] = '+';
  }
  const auto range = ReadDateRange(zoned, site.time);
  if (!range) BadValue(parameter);
  condition.low = range->low;
  condition.high = range->high;
  return condition;
}

DateTerm ReadDates(std::string_view name, const Values& values, const Site& site) {
  DateTerm term{std::string(name), {}};
  for (const std::string& value : values) term.any.push_back(ReadDate(value, name, site));
  return term;
}

KeyTerm ReadKeys(const Parameter& parameter, const Values& values, const Site& site) {
  KeyTerm term{std::string(parameter.name), {}};
  for (const std::string& value : values) {
    auto key = parameter.kind == ParameterKind::kReference
                   ? ReferenceKey(parameter, Unescape(value), site)
                   : TokenKey(TokenParts(value));
    if (value.empty() || !key) BadValue(parameter.name);
    term.values.push_back(std::move(*key));
  }
  return term;
}

// All of them must be met. A parameter that the type does not have, a modifier, a chain and a value
// that cannot be read are refused: left out, they would make the answer wider than what was asked.
std::vector<Term> ReadTerms(const TypeRules& type, std::string_view name, std::string_view value,
                            const Site& site) {
  const Values values = SplitUnescaped(value, ',');
  if (values.size() > kMostValues)
    Refuse(400, "too-costly", "A search parameter has more than 200 values.");
  if (name == "_id") {
    for (const std::string& id : values)
      if (!IsResourceId(id)) BadValue(name);
    return {IdTerm{values}};
  }
  if (name == "_lastUpdated") return {ReadDates(name, values, site)};
  const Parameter* parameter = FindParameter(type, name);
  // The name is not repeated: anything can stand there.
  if (parameter == nullptr)
    Refuse(400, "not-supported", "The search has a parameter that is not offered for this type.");
  if (parameter->kind == ParameterKind::kDate) return {ReadDates(name, values, site)};
  if (parameter->kind == ParameterKind::kText) return ReadWords(*parameter, std::string(value));
  return {ReadKeys(*parameter, values, site)};
}

[[noreturn]] void BadControl(std::string_view name) {
  Refuse(400, "value", "The value of " + std::string(name) + " is not offered.");
}

void ReadCount(const std::string& value, Query& query) {
  int count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (value.empty() || end != value.data() + value.size() || count < 0) BadControl("_count");
  if (error == std::errc::result_out_of_range) count = kLargestPage;
  if (query.limit != 0) query.limit = std::min(count, kLargestPage);
}

void ReadSort(const TypeRules& type, const std::string& value, Query& query) {
  SortKey key{value.substr(value.starts_with('-') ? 1 : 0), value.starts_with('-')};
  const Parameter* parameter = FindParameter(type, key.parameter);
  const bool date = parameter != nullptr && parameter->kind == ParameterKind::kDate;
  if (!date && key.parameter != "_lastUpdated") BadControl("_sort");
  query.order = std::move(key);
}

// Parameters that say what the answer looks like, not what is found.
bool ReadControl(const TypeRules& type, const std::string& name, const std::string& value,
                 Query& query) {
  if (name == "_format" || name == "_pretty") return true;
  if (name == "_total") return true;  // always accurate
  if (name == "_count") return ReadCount(value, query), true;
  if (name == "_sort") return ReadSort(type, value, query), true;
  if (name != "_summary") return false;
  if (value != "count" && value != "false") BadControl("_summary");
  if (value == "count") query.limit = 0;
  return true;
}

// Rarest first: what names one person or thing, then what points at one, then codes.
int Rank(const TypeRules& type, const Term& term) {
  const auto* key = std::get_if<KeyTerm>(&term);
  if (key == nullptr) return 3;
  const Parameter* parameter = FindParameter(type, key->parameter);
  if (parameter == nullptr || parameter->name == "identifier") return 0;
  if (parameter->kind == ParameterKind::kToken) return 2;
  return parameter->kind == ParameterKind::kReference ? 1 : 0;
}

}  // namespace

http::Pairs ReadPairs(std::string_view query) {
  if (query.starts_with('?')) query.remove_prefix(1);
  auto target = http::ParseTarget("/?" + std::string(query));
  if (!target) Refuse(400, "value", "The parameters are not percent-encoded as they must be.");
  return std::move(target->query);
}

std::vector<std::string> SplitUnescaped(std::string_view text, char at) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      parts.back().append(text.substr(i++, 2));
    } else if (text[i] == at) {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() &&
                        std::string_view(",|$\\").find(text[i + 1]) != std::string_view::npos;
    out += escape ? text[++i] : text[i];
  }
  return out;
}

Query PlanSearch(const TypeRules& type, const http::Pairs& pairs, const Site& site) {
  Query query;
  query.type = type.name;
  query.limit = kUsualPage;
  for (const auto& [name, value] : pairs) {
    if (ReadControl(type, name, value, query)) continue;
    for (Term& term : ReadTerms(type, name, value, site)) query.all.push_back(std::move(term));
  }
  if (query.all.size() > kMostTerms)
    Refuse(400, "too-costly", "The search has more than 50 parameters.");
  std::stable_sort(query.all.begin(), query.all.end(), [&](const Term& left, const Term& right) {
    return Rank(type, left) < Rank(type, right);
  });
  return query;
}

Query PlanCriteria(const TypeRules& type, std::string_view criteria, const Site& site) {
  const std::size_t mark = criteria.find('?');
  if (mark != std::string_view::npos) {
    if (mark != 0 && criteria.substr(0, mark) != type.name)
      Refuse(400, "value", "The condition names another type than the request.");
    criteria.remove_prefix(mark + 1);
  }
  if (!type.searched) Refuse(400, "not-supported", "Resources of this type have no conditions.");
  Query query = PlanSearch(type, ReadPairs(criteria), site);
  if (query.all.empty()) Refuse(400, "required", "The condition has no search parameter.");
  query.limit = 2;
  query.order.reset();
  return query;
}

}  // namespace chartbridge::chart
