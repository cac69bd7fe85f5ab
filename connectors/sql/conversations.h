// Whose conversation an item belongs to, and when somebody must look at it again.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bridge/ports/ledger.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

struct Place {
  Bytes conversation;
  Bytes line;  // where its items queue: itself, or the older conversation that it was linked to
};

// The conversation of the item's contact: the known one, or a new one with a random id. Two
// addresses in one item link their conversations: the younger one's items queue in the older one's
// line from then on; no item is renumbered. An item of no contact gets one of its own.
Place FindPlace(const StoreContext& context, Session& session, const bridge::NewItem& item);

// Where the items of a conversation queue now. `item.line` is a copy of it, right as long as the
// item has a due time.
Bytes LineOf(Session& session, const Bytes& conversation);

// Items under way are worked on in the order of arrival: the first of them holds up the rest of its
// line until it is due. Both engines keep an index of exactly these conditions.
inline constexpr std::string_view kUnderWay =
    "due IS NOT NULL AND progress IN ('received', 'parsed', 'matched', 'permitted', 'mapped')";
// Everything else that has a time: a hold's end, a filed item whose medium is still to come.
inline constexpr std::string_view kWaiting =
    "due IS NOT NULL AND progress NOT IN ('received', 'parsed', 'matched', 'permitted', 'mapped')";

// Brings the lines' next due times up to date: the first moment at which one of a line's items may
// be worked on. Called after every change of an item's `due` or progress; locks the lines, always
// in one order, so that two transactions do not wait for each other.
void RefreshDue(const StoreContext& context, Session& session, std::span<const Bytes> lines);
inline void RefreshDue(const StoreContext& context, Session& session, const Bytes& line) {
  RefreshDue(context, session, {&line, 1});
}

// Conversations of a phone number in any international spelling, or of a business-scoped id.
std::vector<Bytes> ConversationsOf(const StoreContext& context, Session& session,
                                   const std::string& contact);

// The conversation and those it was linked with; none for an id that is unknown.
std::vector<Bytes> LinkedConversations(Session& session, const std::string& conversation);

// The link of the conversation itself, else that of one it was linked with.
std::optional<bridge::PatientLink> FindPatientLink(const StoreContext& context, Session& session,
                                                   const std::string& conversation);
void KeepPatientLink(const StoreContext& context, Session& session,
                     const bridge::PatientLink& link);

}  // namespace chartbridge::sql
