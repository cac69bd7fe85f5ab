#include "connectors/api/members.h"

#include <algorithm>

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

bool IsTextWithin(const Value& value, std::size_t longest) {
  return value.is_string() && value.text().size() <= longest;
}

bool Fits(const Value& value, const Member& member) {
  switch (member.shape) {
    case Shape::kText:
      return IsTextWithin(value, member.longest);
    case Shape::kTextOrNull:
      return value.is_null() || IsTextWithin(value, member.longest);
    case Shape::kTexts: {
      const auto& items = value.items();
      return value.is_array() && items.size() <= member.longest &&
             std::all_of(items.begin(), items.end(),
                         [](const Value& item) { return IsTextWithin(item, 200); });
    }
    case Shape::kWhole:
      return value.integer() && *value.integer() >= 0 &&
             *value.integer() <= std::int64_t(member.longest);
    case Shape::kBool:
      return value.is_bool();
  }
  return false;
}

std::string_view Expected(Shape shape) {
  switch (shape) {
    case Shape::kText:
      return "string";
    case Shape::kTextOrNull:
      return "string|null";
    case Shape::kTexts:
      return "string[]";
    case Shape::kWhole:
      return "integer";
    case Shape::kBool:
      return "boolean";
  }
  return "";
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

Answer<Value> ReadMembers(http::Request& request, std::span<const Member> members) {
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
  if (!body->is_object()) return Refuse(422, words::Say("type", {{"kind", "object"}}), "/");
  for (const auto& [name, value] : *body->object()) {
    const auto* member = std::find_if(members.data(), members.data() + members.size(),
                                      [&](const Member& one) { return one.name == name; });
    if (member == members.data() + members.size())
      return Refuse(422, "unknown-member", Pointer(name));
    if (!Fits(value, *member))
      return Refuse(422, words::Say("type", {{"kind", std::string(Expected(member->shape))}}),
                    Pointer(name));
  }
  for (const Member& member : members) {
    if (member.required && body->Find(member.name) == nullptr)
      return Refuse(422, "missing-member", Pointer(member.name));
  }
  return std::move(*body);
}

}  // namespace chartbridge::api
