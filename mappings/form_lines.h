// A filled form (WhatsApp Flow, address) as lines that a clinician reads.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::mappings {

// One line for each answer: "alergias: penicilina", nested names joined by dots. `flow_token` is
// left out at any depth: it belongs to the machine. Text that is not JSON comes back as it is, so
// that nothing is lost.
std::string FormLines(std::string_view response_json);

}  // namespace chartbridge::mappings
