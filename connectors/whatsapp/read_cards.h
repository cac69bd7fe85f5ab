// Contact cards that somebody shared: personal data of third persons, kept as lines for the reader.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// `cards` is messages[].contacts. One text per card; a card that says nothing readable becomes its
// JSON, so that no card is lost.
Result<mappings::Content, Issue> ReadCards(const Value& cards);

// The sender's own number, which they gave because the clinic asked (origin "contact_request"):
// the one card that speaks of the sender. Only a number that WhatsApp confirmed by a wa_id, and
// only when it is the one number of the one card.
std::optional<mappings::PhoneNumber> OwnNumber(const Value& cards);

}  // namespace chartbridge::whatsapp
