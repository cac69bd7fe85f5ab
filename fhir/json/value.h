// A JSON value as plain data: what was read, nothing lost. Numbers keep their text, because FHIR
// decimals must ("1.10" is not "1.1", FHIR R4 2.24.0.1); members keep their order.
// RapidJSON does the reading and writing (parse.h, write.h) and is seen nowhere else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chartbridge::fhir::json {

class Value;
struct Number {
  std::string text;  // as written, always valid JSON number syntax
  bool operator==(const Number&) const = default;
};
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Object = std::vector<Member>;

enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

// Reading never throws and never asserts: a question about a value of another kind is answered with
// "nothing" (nullptr, nullopt, the shared null). Copying is deep.
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}                  // NOLINT(google-explicit-constructor)
  Value(bool b) : data_(b) {}               // NOLINT(google-explicit-constructor)
  Value(int n) : Value(std::int64_t(n)) {}  // NOLINT(google-explicit-constructor)
  Value(std::int64_t n)
      : data_(Number{std::to_string(n)}) {}             // NOLINT(google-explicit-constructor)
  Value(Number n) : data_(std::move(n)) {}              // NOLINT(google-explicit-constructor)
  Value(std::string s) : data_(std::move(s)) {}         // NOLINT(google-explicit-constructor)
  Value(std::string_view s) : data_(std::string(s)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* s) : data_(std::string(s)) {}       // NOLINT(google-explicit-constructor)
  Value(Array a) : data_(std::move(a)) {}               // NOLINT(google-explicit-constructor)
  Value(Object o) : data_(std::move(o)) {}              // NOLINT(google-explicit-constructor)

  Kind kind() const { return Kind(data_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_number() const { return kind() == Kind::kNumber; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_object() const { return kind() == Kind::kObject; }

  // nullptr unless the value is of that kind.
  const std::string* string() const { return std::get_if<std::string>(&data_); }
  const Array* array() const { return std::get_if<Array>(&data_); }
  const Object* object() const { return std::get_if<Object>(&data_); }
  Array* array() { return std::get_if<Array>(&data_); }
  Object* object() { return std::get_if<Object>(&data_); }
  const Number* number() const { return std::get_if<Number>(&data_); }
  std::optional<bool> boolean() const;
  // The integer, when the number is written without fraction and exponent and fits 64 bits.
  std::optional<std::int64_t> integer() const;
  // The nearest double of any number; also of a string that holds just a number when `from_text`.
  std::optional<double> real(bool from_text = false) const;

  // The member of that name; nullptr when absent or when this is no object. The first one wins.
  const Value* Find(std::string_view name) const;
  Value* Find(std::string_view name);
  // Like Find, but a shared null value instead of nullptr, so that look-ups chain: v["a"]["b"].
  const Value& operator[](std::string_view name) const;
  // The element, or the shared null value.
  const Value& at(std::size_t index) const;
  // The elements of an array; empty for any other kind, so that it can be iterated unasked.
  const Array& items() const;
  // The text of a string, else "".
  const std::string& text() const;

  // Sets a member of an object (a null value becomes an object first); replaces one of that name.
  Value& Set(std::string name, Value value);
  // Appends to an array (a null value becomes an array first).
  Value& Push(Value value);
  // Removes a member if it is there.
  void Erase(std::string_view name);

  bool operator==(const Value&) const = default;

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;
};

}  // namespace chartbridge::fhir::json
