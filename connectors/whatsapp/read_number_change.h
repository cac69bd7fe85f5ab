// What Meta says when a contact's address changed hands (Meta, webhooks reference, `system`).
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// `message` is of type system; the contact of `item` has been read. Fills kind and body. False when
// it says nothing of the kind: then it is an unsupported message like others.
bool ReadNumberChange(const Value& message, mappings::Item& item);

// An element of user_id_update[]: the id is another, the person may be.
bool ReadUserIdUpdate(const Value& update, mappings::Item& item);

}  // namespace chartbridge::whatsapp
