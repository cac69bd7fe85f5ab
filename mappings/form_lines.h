// A filled form (WhatsApp Flow, address) as lines that a clinician reads.
#pragma once

#include <string>
#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::mappings {

// One line for each answer: "alergias: penicilina", nested names joined by dots. `flow_token` is
// left out at any depth: it belongs to the machine. Half an emoji becomes U+FFFD. Text that is not
// JSON comes back as it is but for the token, so that nothing is lost.
std::string FormLines(std::string_view response_json);

// The same of a value that was read.
std::string FormLinesOf(const fhir::json::Value& form);

// `text` without any "flow_token": "…", however it is quoted; the bare word stays.
std::string WithoutFlowToken(const std::string& text);

}  // namespace chartbridge::mappings
