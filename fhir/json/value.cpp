#include "fhir/json/value.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace chartbridge::fhir::json {
namespace {

const Value kNullValue;
const Array kNoItems;
const std::string kNoText;

}  // namespace

std::optional<bool> Value::boolean() const {
  const bool* b = std::get_if<bool>(&data_);
  return b != nullptr ? std::optional<bool>(*b) : std::nullopt;
}

std::optional<std::int64_t> Value::integer() const {
  const Number* n = number();
  if (n == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = n->text.data() + n->text.size();
  const auto [stop, error] = std::from_chars(n->text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<double> Value::real(bool from_text) const {
  const std::string* text = from_text ? string() : nullptr;
  if (const Number* n = number()) text = &n->text;
  if (text == nullptr || text->empty()) return std::nullopt;
  double value = 0;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

const Value* Value::Find(std::string_view name) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(),
                                  [&](const Member& m) { return m.first == name; });
  return found == members->end() ? nullptr : &found->second;
}

Value* Value::Find(std::string_view name) {
  return const_cast<Value*>(static_cast<const Value*>(this)->Find(name));
}

const Value& Value::operator[](std::string_view name) const {
  const Value* found = Find(name);
  return found != nullptr ? *found : kNullValue;
}

const Value& Value::at(std::size_t index) const {
  const Array* elements = array();
  return elements != nullptr && index < elements->size() ? (*elements)[index] : kNullValue;
}

const Array& Value::items() const { return array() != nullptr ? *array() : kNoItems; }

const std::string& Value::text() const { return string() != nullptr ? *string() : kNoText; }

Value& Value::Set(std::string name, Value value) {
  if (is_null()) data_ = Object{};
  if (Value* found = Find(name)) {
    *found = std::move(value);
    return *found;
  }
  Object& members = std::get<Object>(data_);
  members.emplace_back(std::move(name), std::move(value));
  return members.back().second;
}

Value& Value::Push(Value value) {
  if (is_null()) data_ = Array{};
  Array& elements = std::get<Array>(data_);
  elements.push_back(std::move(value));
  return elements.back();
}

void Value::Erase(std::string_view name) {
  if (Object* members = object())
    std::erase_if(*members, [&](const Member& m) { return m.first == name; });
}

}  // namespace chartbridge::fhir::json
