// The JSON door: what was read is written so that it reads back equal, and the canonical form is
// the only spelling of itself.
#include "fhir/json/parse.h"
#include "fhir/json/utf8.h"
#include "fhir/json/write.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using fhir::json::Parse;
using fhir::json::ParseLimits;
using fhir::json::Value;

void RequireReadsBack(const Value& value, const std::string& text, const ParseLimits& limits) {
  Require(fhir::json::IsValidUtf8(text));
  const auto again = Parse(text, limits);
  Require(again.has_value() && *again == value);
}

void RequireOneSpelling(const Value& value, const ParseLimits& limits) {
  const auto canonical = fhir::json::WriteCanonical(value);
  if (!canonical) return;
  const auto read = Parse(*canonical, limits);
  Require(read.has_value());
  const auto again = fhir::json::WriteCanonical(*read);
  Require(again.has_value() && *again == *canonical);
}

void Check(std::string_view text, const ParseLimits& limits) {
  const auto value = Parse(text, limits);
  if (!value) {
    Require(!value.error().code.empty() && !value.error().text.empty());
    return;
  }
  RequireReadsBack(*value, fhir::json::Write(*value), limits);
  RequireReadsBack(*value, fhir::json::WriteIndented(*value), limits);
  RequireOneSpelling(*value, limits);
}

}  // namespace

int Json(const std::uint8_t* data, std::size_t size) {
  ParseLimits lenient;
  lenient.refuse_duplicate_keys = false;
  lenient.max_depth = 1000;
  Check(TextOf(data, size), {});
  Check(TextOf(data, size), lenient);
  return 0;
}

}  // namespace chartbridge::fuzz
