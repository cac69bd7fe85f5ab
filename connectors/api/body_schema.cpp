#include "connectors/api/body_schema.h"

#include <stdexcept>
#include <vector>

#include "connectors/http/fields.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

using fhir::json::Value;

constexpr std::size_t kLargestBody = 64U << 10U;
constexpr int kDeepest = 4;

// "application/json", maybe with charset=utf-8 (RFC 8259 section 11 knows no other).
bool IsJson(const http::Request& request) {
  const auto type = http::FindHeader(request.headers(), "Content-Type");
  if (!type) return false;
  std::string word = type->substr(0, type->find(';'));
  while (!word.empty() && word.back() == ' ') word.pop_back();
  if (!http::SameWord(word, "application/json")) return false;
  const std::size_t parameter = type->find(';');
  if (parameter == std::string::npos) return true;
  std::string charset = type->substr(parameter + 1);
  charset.erase(0, charset.find_first_not_of(' '));
  return http::SameWord(charset, "charset=utf-8");
}

// The words of an RFC 6901 pointer, unescaped.
std::vector<std::string> StepsOf(const std::string& pointer) {
  std::vector<std::string> steps;
  for (const char c : pointer) {
    if (c == '/') {
      steps.emplace_back();
    } else if (c == '0' && steps.back().ends_with('~')) {
      continue;
    } else if (c == '1' && steps.back().ends_with('~')) {
      steps.back().back() = '/';
    } else {
      steps.back() += c;
    }
  }
  return steps;
}

// The rule for what stands at the steps.
const Value& RuleAt(const Value& rules, const std::vector<std::string>& steps) {
  const Value* rule = &rules;
  for (const std::string& step : steps) {
    const Value* items = rule->Find("items");
    rule = items != nullptr ? items : &(*rule)["properties"][step];
  }
  return *rule;
}

std::string Number(const Value& value) { return std::to_string(value.integer().value_or(0)); }

// "1..80", "..80"
std::string Range(const Value& rule, const char* least, const char* most) {
  return (rule.Find(least) != nullptr ? Number(rule[least]) : "") + ".." + Number(rule[most]);
}

// What fits, in the words of the schema: "string(1..80)", "integer(1..365)", "en|es|he".
std::string Expected(const Value& rule) {
  const Value& types = rule["type"];
  const bool or_null = types.is_array();
  const std::string& type = or_null ? types.at(0).text() : types.text();
  std::string kind = type;
  if (const Value* values = rule.Find("enum"); values != nullptr && type == "string") {
    kind.clear();
    for (const Value& value : values->items()) kind += (kind.empty() ? "" : "|") + value.text();
  } else if (type == "string") {
    kind += "(" + Range(rule, "minLength", "maxLength") + ")";
  } else if (type == "integer") {
    kind += "(" + Range(rule, "minimum", "maximum") + ")";
  } else if (type == "array") {
    kind = Expected(rule["items"]) + "[" + Range(rule, "minItems", "maxItems") + "]";
  }
  return or_null ? kind + "|null" : kind;
}

// The member's own sentence (x-code of `rule`), else what would fit where it is wrong.
words::Statement Misfit(const Value& rule, const Value& wrong, const std::string& member,
                        bool by_type) {
  const Value* code = rule.Find("x-code");
  if (code != nullptr && !by_type) return {code->text(), {}};
  return words::Say("type", {{"member", member}, {"kind", Expected(wrong)}});
}

// RFC 6901; a name that is no word of ours is cut, because it is the sender's.
std::string Pointer(std::string_view name) {
  std::string pointer = "/";
  for (const char c : name.substr(0, 40)) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

}  // namespace

BodySchema::BodySchema(std::string_view json)
    : rules_(fhir::json::Parse(json).value()), schema_(rules_) {}

Problem BodySchema::WhatIsWrong(const fhir::json::Schema::Breach& breach, const Value& body) const {
  const std::vector<std::string> steps = StepsOf(breach.pointer);
  if (breach.keyword == "additionalProperties" && !steps.empty())
    return Refuse(422, "unknown-member", Pointer(steps.back())).error();
  if (breach.keyword == "required") {
    for (const Value& name : rules_["required"].items()) {
      if (body.Find(name.text()) == nullptr)
        return Refuse(422, words::Say("missing-member", {{"member", name.text()}}),
                      Pointer(name.text()))
            .error();
    }
  }
  const bool by_type = breach.keyword == "type";
  if (steps.empty()) {
    const Value object(fhir::json::Object{{"type", "object"}});
    return Refuse(422, Misfit(rules_, object, "body", by_type), by_type ? "/" : "").error();
  }
  // An element of a list is wrong as its list is.
  const Value& member = RuleAt(rules_, {steps.front()});
  return Refuse(422, Misfit(member, RuleAt(rules_, steps), steps.front(), by_type),
                Pointer(steps.front()))
      .error();
}

Answer<Value> BodySchema::Read(http::Request& request) const {
  if (!IsJson(request)) return Refuse(415, "media-type");
  auto text = request.ReadBody(kLargestBody);
  if (!text) {
    if (text.error().kind == FailureKind::kTooLarge) return RefuseFor(text.error());
    return Refuse(400, "body");
  }
  fhir::json::ParseLimits limits;
  limits.max_bytes = kLargestBody;
  limits.max_depth = kDeepest;
  auto body = fhir::json::Parse(*text, limits);
  if (!body) return Refuse(400, "json");
  if (const auto breach = schema_.Check(*body))
    return Unexpected<Problem>(WhatIsWrong(*breach, *body));
  return std::move(*body);
}

}  // namespace chartbridge::api
