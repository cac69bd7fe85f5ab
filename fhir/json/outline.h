// A large JSON text walked without building it: where its members and elements stand, so that each
// can be read alone by Parse. Memory does not grow with the text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::json {

// Whether `text` is one complete JSON document, nested at most `max_depth` deep ("too-costly"
// beyond it). Bytes that are not UTF-8, repeated members and half surrogates are left to whoever
// reads the parts: they are wrong in one place only.
Result<void, Issue> CheckOutline(std::string_view text, std::size_t max_depth = 10000);

// The functions below are for texts that CheckOutline accepted, and for the parts that they hand
// out. They look at no byte beyond the text whatever it holds.

// What kind of value the text is; white space around it does not matter.
Kind KindOf(std::string_view text);

// Each member of an object in order, its value as it is written; nothing for another kind. False
// when `take` returned false and so ended the walk.
bool ForEachMember(
    std::string_view object,
    const std::function<bool(const std::string& name, std::string_view value)>& take);
// Each element of an array likewise.
bool ForEachElement(std::string_view array,
                    const std::function<bool(std::size_t index, std::string_view value)>& take);

// True for an object or an array without a member.
bool IsEmpty(std::string_view value);

}  // namespace chartbridge::fhir::json
