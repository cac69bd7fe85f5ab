// The stored form of an item (item_content.h) -> the item. Parsing a delivery and reading an item
// back go through here alike, which is why both give the same.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// Everything but Item::content. Only a `content` that SplitDelivery cannot have made is a Fault;
// what a stranger wrote wrongly becomes an item of body Unparsable.
Result<mappings::Item, Issue> ReadItem(const std::string& channel, Instant received,
                                       const Value& content);

}  // namespace chartbridge::whatsapp
