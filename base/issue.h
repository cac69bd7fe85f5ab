// What is wrong with data, in FHIR's own words (OperationOutcome.issue, FHIR R4 2.1.0.27).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace chartbridge {

enum class Severity {
  kFatal,        // Nothing could be read.
  kError,        // This value cannot be used.
  kWarning,      // Used, but something was replaced or left out.
  kInformation,  // Nothing to do.
};

// `code` is one of FHIR's IssueType codes ("structure", "required", "value", "invalid", "too-long",
// "not-supported", ...). `expression` is the path of the element ("Bundle.entry[0].resource").
// `text` never carries patient content: it names the element and the rule.
struct Issue {
  Severity severity = Severity::kError;
  std::string code = "invalid";
  std::string expression;
  std::string text;
};

std::string_view ToString(Severity severity);

inline Unexpected<Issue> Fault(std::string code, std::string expression, std::string text) {
  return Unexpected<Issue>(
      Issue{Severity::kError, std::move(code), std::move(expression), std::move(text)});
}

}  // namespace chartbridge
