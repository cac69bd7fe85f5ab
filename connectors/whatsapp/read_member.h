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

// What a text says, also when it is written as a number or as true or false; "" for other kinds.
std::string TextOf(const Value& value);

// A text of at least one character, also written as a number; anything else is a fault at `path`.
Result<std::string, Issue> RequiredText(const Value& object, std::string_view name,
                                        const std::string& path);

// Absent and null are nothing; an empty text is a text; an object or an array is a fault, because
// skipping it would lose what the person said.
Result<std::optional<std::string>, Issue> OptionalText(const Value& object, std::string_view name,
                                                       const std::string& path);

}  // namespace chartbridge::whatsapp
