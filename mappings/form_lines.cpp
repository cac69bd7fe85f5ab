#include "mappings/form_lines.h"

#include <algorithm>

#include "fhir/json/parse.h"
#include "fhir/r4/text.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Kind;
using fhir::json::Value;

constexpr std::string_view kNoAnswer = "-";
constexpr std::string_view kFlowToken = "flow_token";

bool IsQuoting(char c) { return c == '"' || c == '\\'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The end of the value that follows a name, which ends at `at`; `at` when none follows. Quotes may
// stand behind backslashes: a form inside a text inside a form quotes with \".
std::size_t EndOfPair(const std::string& text, std::size_t at) {
  const std::size_t end = text.size();
  std::size_t value = at;
  while (value < end && (IsQuoting(text[value]) || IsSpace(text[value]))) ++value;
  if (value == end || (text[value] != ':' && text[value] != '=')) return at;
  for (++value; value < end && IsSpace(text[value]);) ++value;
  std::size_t quote = value;
  while (quote < end && text[quote] == '\\') ++quote;
  if (quote == end || text[quote] != '"') {
    return std::min(text.find_first_of(",}]& \t\r\n", value), end);
  }
  const std::string closing = text.substr(value, quote - value + 1);
  for (std::size_t close = text.find(closing, quote + 1); close != std::string::npos;
       close = text.find(closing, close + 1)) {
    if (closing.size() > 1 || text[close - 1] != '\\') return close + closing.size();
  }
  return end;
}

std::string Scalar(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return *value.boolean() ? "true" : "false";
    case Kind::kNumber:
      return value.number()->text;
    case Kind::kString:
      return fhir::r4::IsBlank(value.text()) ? std::string(kNoAnswer)
                                             : WithoutFlowToken(value.text());
    case Kind::kNull:
    case Kind::kArray:
    case Kind::kObject:
      break;
  }
  return std::string(kNoAnswer);
}

bool IsScalar(const Value& value) { return !value.is_array() && !value.is_object(); }

void Line(const std::string& name, const std::string& text, std::string& lines) {
  if (!lines.empty()) lines.push_back('\n');
  lines.append(name.empty() ? text : name + ": " + text);
}

std::string Joined(const fhir::json::Array& scalars) {
  std::string text;
  for (const Value& scalar : scalars) text.append(text.empty() ? "" : ", ").append(Scalar(scalar));
  return text.empty() ? std::string(kNoAnswer) : text;
}

// The parser's limit of depth bounds the recursion.
void Lines(const std::string& name, const Value& value, std::string& lines) {
  if (IsScalar(value)) return Line(name, Scalar(value), lines);
  const std::string prefix = name.empty() ? "" : name + ".";
  if (value.is_object()) {
    for (const auto& [member, inner] : *value.object()) {
      if (member != kFlowToken) Lines(prefix + member, inner, lines);
    }
    return;
  }
  const fhir::json::Array& items = value.items();
  if (std::all_of(items.begin(), items.end(), IsScalar)) return Line(name, Joined(items), lines);
  for (std::size_t i = 0; i < items.size(); ++i) {
    Lines(prefix + std::to_string(i + 1), items[i], lines);
  }
}

}  // namespace

std::string WithoutFlowToken(const std::string& text) {
  std::string kept;
  std::size_t done = 0;
  for (std::size_t at = text.find(kFlowToken); at != std::string::npos;
       at = text.find(kFlowToken, done)) {
    const std::size_t named = at + kFlowToken.size();
    const std::size_t end = EndOfPair(text, named);
    std::size_t begin = end == named ? named : at;
    while (end != named && begin > done && IsQuoting(text[begin - 1])) --begin;
    kept.append(text, done, begin - done);
    done = end;
  }
  return kept.append(text, done);
}

std::string FormLinesOf(const Value& form) {
  std::string lines;
  Lines("", form, lines);
  return lines;
}

std::string FormLines(std::string_view response_json) {
  const auto form = fhir::json::Parse(
      response_json, {.refuse_duplicate_keys = false, .repair_lone_surrogates = true});
  return form ? FormLinesOf(*form) : WithoutFlowToken(std::string(response_json));
}

}  // namespace chartbridge::mappings
