#include "mappings/form_lines.h"

#include <algorithm>

#include "fhir/json/parse.h"
#include "fhir/r4/text.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Kind;
using fhir::json::Value;

constexpr std::string_view kNoAnswer = "-";

std::string Scalar(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return *value.boolean() ? "true" : "false";
    case Kind::kNumber:
      return value.number()->text;
    case Kind::kString:
      return fhir::r4::IsBlank(value.text()) ? std::string(kNoAnswer) : value.text();
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
      if (member != "flow_token") Lines(prefix + member, inner, lines);
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

std::string FormLines(std::string_view response_json) {
  const auto form = fhir::json::Parse(response_json, {.refuse_duplicate_keys = false});
  if (!form) return std::string(response_json);
  std::string lines;
  Lines("", *form, lines);
  return lines;
}

}  // namespace chartbridge::mappings
