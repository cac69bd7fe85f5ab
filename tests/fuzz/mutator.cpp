#include "tests/fuzz/mutator.h"

#include <algorithm>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::fuzz {

using fhir::json::Array;
using fhir::json::Number;
using fhir::json::Object;
using fhir::json::Value;

std::string Mutator::Change(std::string text, const std::string& other) {
  for (std::size_t n = 1 + Below(4); n > 0; --n) {
    switch (Below(6)) {
      case 0:
        text = ChangeBytes(std::move(text));
        break;
      case 1:
        text = SwapToken(std::move(text));
        break;
      case 2:
        text = Splice(std::move(text), other);
        break;
      default:
        text = ChangeShape(std::move(text));
        break;
    }
  }
  return text;
}

// Flips, cuts, doubles or moves bytes.
std::string Mutator::ChangeBytes(std::string text) {
  for (std::size_t n = 1 + Below(3); n > 0 && !text.empty(); --n) {
    const std::size_t at = Below(text.size());
    switch (Below(4)) {
      case 0:
        text[at] = static_cast<char>(random_());
        break;
      case 1:
        text.erase(at, 1 + Below(20));
        break;
      case 2:
        text.insert(at, text.substr(Below(text.size()), Below(40)));
        break;
      default:
        text[at] = "{}[]\",:0\\u\n%&=/- "[Below(17)];
        break;
    }
  }
  return text;
}

// Puts one word of the formats where another was.
std::string Mutator::SwapToken(std::string text) {
  constexpr const char* kTokens[] = {"\"permit\"",
                                     "\"deny\"",
                                     "\"active\"",
                                     "[]",
                                     "{}",
                                     "null",
                                     "true",
                                     "7",
                                     "\"\"",
                                     "\"code\"",
                                     "\"TREAT\"",
                                     "\"2026\"",
                                     "\"#x\"",
                                     "[null]",
                                     "-9223372036854775808",
                                     "9007199254740993",
                                     "1e400",
                                     "\"\\ud800\"",
                                     "\"\\u0000\"",
                                     "..",
                                     "%2e",
                                     "%00",
                                     "\r\n",
                                     "Content-Length: 3\r\n",
                                     "chunked",
                                     "HTTP/1.0",
                                     "2026-02-29",
                                     "_count",
                                     ":missing",
                                     "\xEF\xBF\xBD"};
  const std::string out = kTokens[Below(std::size(kTokens))];
  const std::string in = kTokens[Below(std::size(kTokens))];
  const std::size_t from = Below(text.size());
  const std::size_t at = text.find(out, from);
  if (at == std::string::npos) return text.insert(from, Below(4) == 0 ? in : "");
  return text.replace(at, out.size(), in);
}

std::string Mutator::Splice(std::string text, const std::string& other) {
  const std::size_t at = Below(text.size());
  const std::size_t take = Below(other.size());
  return text.replace(at, Below(30), other.substr(take, Below(30)));
}

std::string Mutator::ChangeShape(std::string text) {
  fhir::json::ParseLimits limits;
  limits.max_depth = 1024;
  if (auto tree = fhir::json::Parse(text, limits)) {
    ChangeShape(*tree);
    return fhir::json::Write(*tree);
  }
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) return ChangeBytes(std::move(text));
  const bool first = Below(2) == 0;
  const std::string part = first ? text.substr(0, end) : text.substr(end + 1);
  auto tree = fhir::json::Parse(part, limits);
  if (!tree) return ChangeBytes(std::move(text));
  ChangeShape(*tree);
  const std::string changed = fhir::json::Write(*tree);
  return first ? changed + text.substr(end) : text.substr(0, end + 1) + changed;
}

// Replaces a value somewhere in the tree by one of another kind.
void Mutator::ChangeShape(Value& value) {
  Object* members = value.object();
  Array* elements = value.array();
  if (Below(6) == 0) {
    value = Odd();
  } else if (members != nullptr && !members->empty()) {
    auto& member = (*members)[Below(members->size())];
    if (Below(8) == 0) member.first = "other";
    ChangeShape(member.second);
  } else if (elements != nullptr && !elements->empty()) {
    if (Below(8) == 0) elements->push_back(elements->front());
    ChangeShape((*elements)[Below(elements->size())]);
  } else {
    value = Odd();
  }
}

Value Mutator::Odd() {
  const Value kOdd[] = {nullptr,
                        Array{},
                        Object{},
                        -1,
                        Number{"1e400"},
                        Number{"-9223372036854775808"},
                        Number{"9007199254740993"},
                        "",
                        true,
                        Array{nullptr, "x", Object{}},
                        "ES.1",
                        "2026-11-22T09:00:00Z"};
  return kOdd[Below(std::size(kOdd))];
}

}  // namespace chartbridge::fuzz
