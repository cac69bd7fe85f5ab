// Which way an item went and who is at the other end of it.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

struct Party {
  mappings::Direction direction = mappings::Direction::kIn;
  mappings::Contact contact;  // as far as it could be read; maybe nobody
};

// `content` is one item with its surroundings (item_content.h), `item` what ItemOf gives for it.
// Echoes and what the business sent in a history are out and speak of `to`; everything else is in
// and speaks of `from`. In a history the thread names the contact where the message does not.
// Receipts speak of the recipient, those of a group of its participant.
Party ReadParty(const Value& content, const Value& item);

}  // namespace chartbridge::whatsapp
