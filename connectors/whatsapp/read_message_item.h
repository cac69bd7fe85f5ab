// What persons said: messages, echoes, history.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// Direction and contact of a message; `source` is what ItemOf gives for it.
void ReadContact(const Value& content, const Value& source, mappings::Item& item);

// Fills everything of `item` that depends on the message. The key is the provider's id: live
// message, echo and history share one space of ids. A type that is not documented gives body
// UnsupportedContent; a time that cannot be read is flagged, and that of receipt stands. On a fault
// the item is filled as far as it could be read.
std::optional<Issue> ReadMessageItem(const Value& content, mappings::Item& item);

}  // namespace chartbridge::whatsapp
