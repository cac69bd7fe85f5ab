#include "connectors/chart/search_term.h"

#include "connectors/chart/date_range.h"
#include "connectors/chart/index_keys.h"
#include "connectors/chart/primitives.h"
#include "connectors/chart/query_text.h"

namespace chartbridge::chart {

namespace {

constexpr std::size_t kMostValues = 200;

using Values = std::vector<std::string>;

Unexpected<Refusal> BadValue(const Parameter* parameter) {
  const std::string name =
      parameter == nullptr ? std::string("_id or _lastUpdated") : std::string(parameter->name);
  return Refuse(400, "value", "The value of the search parameter " + name + " cannot be read.");
}

std::optional<DateCondition> ReadDate(std::string_view text) {
  constexpr std::pair<std::string_view, DateTest> kPrefixes[] = {
      {"eq", DateTest::kEqual},       {"ne", DateTest::kNotEqual},   {"gt", DateTest::kGreater},
      {"lt", DateTest::kLess},        {"ge", DateTest::kFrom},       {"le", DateTest::kUntil},
      {"sa", DateTest::kStartsAfter}, {"eb", DateTest::kEndsBefore},
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
  const auto range = ReadDateRange(zoned);
  if (!range) return std::nullopt;
  condition.low = range->low;
  condition.high = range->high;
  return condition;
}

Result<std::optional<Term>, Refusal> ReadDates(std::string name, const Parameter* parameter,
                                               const Values& values) {
  DateTerm term{std::move(name), {}};
  for (const std::string& value : values) {
    const auto condition = ReadDate(value);
    if (!condition) return BadValue(parameter);
    term.any.push_back(*condition);
  }
  return std::optional<Term>(std::move(term));
}

Result<std::optional<Term>, Refusal> ReadIds(const Values& values) {
  for (const std::string& value : values) {
    if (!IsResourceId(value)) return BadValue(nullptr);
  }
  return std::optional<Term>(IdTerm{values});
}

Values TokenParts(const std::string& value) {
  Values parts = SplitUnescaped(value, '|');
  for (std::string& part : parts) part = Unescape(part);
  return parts;
}

// How one value is looked up; nullopt when it, or the modifier, makes no sense for the kind.
std::optional<std::string> KeyOf(const Parameter& parameter, std::string_view modifier,
                                 const std::string& value, std::string_view base) {
  switch (parameter.kind) {
    case ParameterKind::kToken:
    case ParameterKind::kTelecom:
      return TokenKey(TokenParts(value));
    case ParameterKind::kReference:
      if (modifier == "identifier") return TokenKey(TokenParts(value));
      return ReferenceKey(parameter, modifier, Unescape(value), base);
    case ParameterKind::kText:
      return TextKey(Unescape(value), modifier == "exact");
    case ParameterKind::kDay:
      return DayKey(std::string_view(value).substr(value.starts_with("eq") ? 2 : 0));
    case ParameterKind::kDate:
      break;
  }
  return std::nullopt;
}

bool IsOffered(const Parameter& parameter, std::string_view modifier) {
  if (modifier.empty() || modifier == "missing") return true;
  switch (parameter.kind) {
    case ParameterKind::kToken:
    case ParameterKind::kTelecom:
      return modifier == "not";
    case ParameterKind::kReference:
      return modifier == "identifier" || FindType(modifier) != nullptr;
    case ParameterKind::kText:
      return modifier == "exact";
    case ParameterKind::kDate:
    case ParameterKind::kDay:
      return false;
  }
  return false;
}

Result<std::optional<Term>, Refusal> ReadMissing(const Parameter& parameter,
                                                 std::string_view value) {
  if (value != "true" && value != "false") return BadValue(&parameter);
  const bool missing = value == "true";
  if (parameter.kind == ParameterKind::kDate) {
    return std::optional<Term>(DatePresence{std::string(parameter.name), !missing});
  }
  return std::optional<Term>(KeyTerm{PresenceParameter(parameter.name), {"true"}, missing});
}

Result<std::optional<Term>, Refusal> ReadKeys(const Parameter& parameter, std::string_view modifier,
                                              const Values& values, std::string_view base) {
  KeyTerm term;
  term.parameter =
      modifier == "identifier" ? IdentifierParameter(parameter.name) : std::string(parameter.name);
  term.negated = modifier == "not";
  for (const std::string& value : values) {
    auto key = value.empty() ? std::nullopt : KeyOf(parameter, modifier, value, base);
    if (!key) return BadValue(&parameter);
    term.values.push_back(std::move(*key));
  }
  return std::optional<Term>(std::move(term));
}

}  // namespace

Result<std::optional<Term>, Refusal> ReadTerm(const TypeRules& type, std::string_view name,
                                              std::string_view value, std::string_view base) {
  const std::size_t colon = name.find(':');
  const std::string_view plain = name.substr(0, colon);
  const std::string_view modifier =
      colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
  const Values values = SplitUnescaped(value, ',');
  if (values.size() > kMostValues)
    return Refuse(400, "too-costly", "A search parameter has more than 200 values.");
  if (plain == "_id" && modifier.empty()) return ReadIds(values);
  if (plain == "_lastUpdated" && modifier.empty())
    return ReadDates("_lastUpdated", nullptr, values);
  const Parameter* parameter = FindParameter(type, plain);
  if (parameter == nullptr) return std::optional<Term>();
  if (!IsOffered(*parameter, modifier)) {
    return Refuse(
        400, "not-supported",
        "The modifier of the search parameter " + std::string(plain) + " is not offered.");
  }
  if (modifier == "missing") return ReadMissing(*parameter, value);
  if (parameter->kind == ParameterKind::kDate)
    return ReadDates(std::string(plain), parameter, values);
  return ReadKeys(*parameter, modifier, values, base);
}

}  // namespace chartbridge::chart
