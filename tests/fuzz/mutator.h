// Seeded changes of an input, for the replay without a fuzzer.
#pragma once

#include <random>
#include <string>

#include "fhir/json/value.h"

namespace chartbridge::fuzz {

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  // One to four changes of bytes, shape or both; `other` lends pieces of itself.
  std::string Change(std::string text, const std::string& other);

 private:
  std::string ChangeBytes(std::string text);
  std::string SwapToken(std::string text);
  std::string Splice(std::string text, const std::string& other);
  // Of the text, or of one of its lines, when that is JSON: still JSON, of another shape.
  std::string ChangeShape(std::string text);
  void ChangeShape(fhir::json::Value& value);
  fhir::json::Value Odd();

  std::mt19937 random_;
};

}  // namespace chartbridge::fuzz
