// The one door for JSON text into the program.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::json {

struct ParseLimits {
  std::size_t max_bytes = 64U << 20U;  // longer text is refused with issue code "too-long"
  int max_depth = 64;  // objects and arrays inside each other; deeper is "too-costly"
  std::size_t max_values = 8U << 20U;  // more values than this are "too-costly"
  bool refuse_duplicate_keys = true;  // RFC 8259 leaves them open; two readers would see two things
  // Half an emoji ("\ud83d" alone) becomes U+FFFD instead of an error: for what phones wrote.
  bool repair_lone_surrogates = false;
};

// Reads one complete JSON document (RFC 8259). Every string that comes out is valid UTF-8 and free
// of U+0000: invalid bytes are an error, U+0000 becomes U+FFFD. Iterative, so
// nesting cannot exhaust the stack. Error texts name the byte offset, never the content. Any
// thread.
Result<Value, Issue> Parse(std::string_view text, const ParseLimits& limits = {});

}  // namespace chartbridge::fhir::json
