// Members of a JSON object read by kind. A fault names the path and the rule, never the value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::whatsapp {

using fhir::json::Value;

// "parent.name", or `name` alone at the top.
std::string Below(std::string_view parent, std::string_view name);

// A string of at least one character; anything else is a fault at `path`.
Result<std::string, Issue> RequiredText(const Value& object, std::string_view name,
                                        const std::string& path);

// Absent and null are nothing; an empty string is a string; any other kind is a fault, because
// skipping it would lose what the person said.
Result<std::optional<std::string>, Issue> OptionalText(const Value& object, std::string_view name,
                                                       const std::string& path);

}  // namespace chartbridge::whatsapp
