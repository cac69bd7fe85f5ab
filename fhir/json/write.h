// The one door for JSON text out of the program.
#pragma once

#include <string>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::json {

// Compact JSON in member order. Strings that are not valid UTF-8 have the bad bytes replaced by
// U+FFFD, so this never fails.
std::string Write(const Value& value);

// The same, indented by two spaces, for people.
std::string WriteIndented(const Value& value);

// RFC 8785 (JCS) on the domain of audit-and-roles.md section 2: keys sorted by UTF-16 code units,
// no white space, integers only. Refused: fractions, exponents, integers beyond 2^53-1, duplicate
// keys, and strings that are not valid UTF-8.
Result<std::string, Issue> WriteCanonical(const Value& value);

}  // namespace chartbridge::fhir::json
