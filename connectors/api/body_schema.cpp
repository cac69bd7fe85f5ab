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

std::string TextOf(const Value& rule) {
  if (const Value* form = rule.Find("x-form")) return form->text();
  if (const Value* words = rule.Find("enum")) {
    std::string list;
    for (const Value& word : words->items())
      list += (list.empty() ? "one of " : ", ") + word.text();
    return list;
  }
  std::string text = "a text of ";
  if (const Value* least = rule.Find("minLength"))
    text += Number(*least) + " to ";
  else
    text += "at most ";
  return text + Number(rule["maxLength"]) + " characters";
}

// What fits, as the end of a sentence.
std::string Expected(const Value& rule) {
  const Value& types = rule["type"];
  const bool or_null = types.is_array();
  const std::string& type = or_null ? types.at(0).text() : types.text();
  std::string words;
  if (type == "string") words = TextOf(rule);
  if (type == "boolean") words = "true or false";
  if (type == "integer")
    words = "a whole number from " + Number(rule["minimum"]) + " to " + Number(rule["maximum"]);
  if (type == "array")
    words = "a list of at most " + Number(rule["maxItems"]) + ", each " + Expected(rule["items"]);
  if (type == "array" && rule.Find("minItems") != nullptr) words += ", and not empty";
  return or_null ? words + ", or null" : words;
}

// The member as the sentence names it: "roles", "roles 0".
std::string Named(const std::vector<std::string>& steps) {
  std::string name;
  for (const std::string& step : steps) name += (name.empty() ? "" : " ") + step;
  return name;
}

std::string CodeOf(const Value& rule) {
  const Value* code = rule.Find("x-code");
  return code != nullptr ? code->text() : "type";
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
    return Refuse(422, "unknown-member", "The body has a member that is not known here.",
                  Pointer(steps.back()))
        .error();
  if (breach.keyword == "required") {
    for (const Value& name : rules_["required"].items()) {
      if (body.Find(name.text()) == nullptr)
        return Refuse(422, "missing-member", "The body lacks the member " + name.text() + ".",
                      Pointer(name.text()))
            .error();
    }
  }
  const Value& rule = RuleAt(rules_, steps);
  if (steps.empty() && breach.keyword == "type")
    return Refuse(422, "type", "The body must be a JSON object.", "/").error();
  if (steps.empty()) {
    std::string names;
    for (const auto& [name, property] : *rules_["properties"].object())
      names += (names.empty() ? "" : ", ") + name;
    return Refuse(422, CodeOf(rules_), "The body must have exactly one of " + names + ".").error();
  }
  // An element of a list is wrong as its list is.
  const Value& member = RuleAt(rules_, {steps.front()});
  return Refuse(422, breach.keyword == "type" ? "type" : CodeOf(member),
                "The member " + Named(steps) + " must be " + Expected(rule) + ".",
                Pointer(steps.front()))
      .error();
}

Answer<Value> BodySchema::Read(http::Request& request) const {
  if (!IsJson(request))
    return Refuse(415, "media-type", "The body must be sent as application/json.");
  auto text = request.ReadBody(kLargestBody);
  if (!text) {
    if (text.error().kind == FailureKind::kTooLarge) return RefuseFor(text.error());
    return Refuse(400, "body", "The body did not arrive whole.");
  }
  fhir::json::ParseLimits limits;
  limits.max_bytes = kLargestBody;
  limits.max_depth = kDeepest;
  auto body = fhir::json::Parse(*text, limits);
  if (!body) return Refuse(400, "json", "The body is not JSON that can be read safely.");
  if (const auto breach = schema_.Check(*body))
    return Unexpected<Problem>(WhatIsWrong(*breach, *body));
  return std::move(*body);
}

}  // namespace chartbridge::api
