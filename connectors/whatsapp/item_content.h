// The stored form of one item (mappings::Item::content): the item as it came, and beside it what
// its delivery said around it, so that it can be read again without the delivery. An object with
//   as        how to read it: message, receipt, event, other, broken
//   field     the webhook field it came under
//   list      the list of `value` it stood in; absent when the whole value is the item
//   source    live, echo, history
//   type      of `other`: the name under which it is kept
//   metadata  of the value: our number
//   contact   the entry of contacts[] that speaks of the other party
//   thread    of a history: id and context
//   time      of the entry, for account events
//   unverified  true when the delivery was signed with the secret of another channel
//   fault     of `broken`: code, expression, text
//   raw       of `broken`: the bytes in base64, when they cannot be stored as JSON
//   item      the element itself, unless it is `raw`
#pragma once

#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::whatsapp {

namespace part {

inline constexpr std::string_view kMessage = "message";
inline constexpr std::string_view kReceipt = "receipt";
inline constexpr std::string_view kEvent = "event";
inline constexpr std::string_view kOther = "other";
inline constexpr std::string_view kBroken = "broken";

}  // namespace part

// `item`; of what is kept as `raw`, what can be made of it all the same: members that are named
// twice stand in it twice, and it may be nested deeper than what is stored as JSON. Null when the
// bytes are no JSON at all.
fhir::json::Value ItemOf(const fhir::json::Value& content);

}  // namespace chartbridge::whatsapp
