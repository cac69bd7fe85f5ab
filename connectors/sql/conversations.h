// Whose conversation an item belongs to.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bridge/ports/item_rows.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

struct Place {
  Bytes conversation;
  Bytes line;  // where its items queue: itself, or the older conversation that it was linked to
};

// The conversation of the item's contact: the known one, or a new one with a random id. Two
// addresses in one item link their conversations: the younger one's items queue in the older one's
// line from then on, and what waits there for a patient is woken; no item is renumbered. An item of
// no contact gets one of its own.
Place FindPlace(const StoreContext& context, Session& session, const bridge::NewItem& item);

// Conversations of a phone number in any international spelling, or of a business-scoped id.
std::vector<Bytes> ConversationsOf(const StoreContext& context, Session& session,
                                   const std::string& contact);

// The conversation and those it was linked with; none for an id that is unknown.
std::vector<Bytes> LinkedConversations(Session& session, const std::string& conversation);

}  // namespace chartbridge::sql
