// Half an emoji: a surrogate escape without its partner, as phones that cut text write it.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::fhir::json {

// JSON text in which every escaped surrogate without a partner is \ufffd; all else byte for byte.
// One cut emoji would otherwise make a whole delivery unreadable (RFC 8259 section 8.2 leaves
// open what a reader does with it).
std::string ReplaceLoneSurrogates(std::string_view json);

}  // namespace chartbridge::fhir::json
