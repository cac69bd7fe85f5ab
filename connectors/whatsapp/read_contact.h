// Who the other party is. Phone and business-scoped id are told apart by their form, never by the
// member they stand in: peers have seen the id where the phone belongs.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// "CC." and up to 128 letters and digits, or "CC.ENT." and the same (Meta, business-scoped user
// ids).
bool IsBusinessScopedId(std::string_view text);

// Digits of a phone number as people write it: "+", spaces, dashes, dots and parentheses are left
// out; 5 to 20 digits must remain.
std::optional<std::string> NormalisePhone(std::string_view text);

// Adds what `member` of `object` says to `contact`. Absent and null say nothing. A number, or a
// text that is neither a phone nor a business-scoped id, is a fault.
std::optional<Issue> AddAddress(const Value& object, std::string_view member,
                                const std::string& path, mappings::Contact& contact);

// The entry of contacts[] that speaks of `who`: one address agrees and none differs. The array is
// not index-aligned with the messages. nullptr when there is none.
const Value* FindProfile(const Value& contacts, const mappings::Contact& who);

// What the joined entry adds: the missing address and the name the person chose.
void AddProfile(const Value& profile_entry, mappings::Contact& contact);

}  // namespace chartbridge::whatsapp
