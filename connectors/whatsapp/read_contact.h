// Who the other party is. Phone and business-scoped id are told apart by their form, never by the
// member they stand in: peers have seen the id where the phone belongs.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/whatsapp/read_member.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// "CC." and up to 128 letters and digits, or "CC.ENT." and the same (Meta, business-scoped user
// ids).
bool IsBusinessScopedId(std::string_view text);

// Digits of a phone number as people write it: "+", spaces, dashes, dots and parentheses are left
// out; 5 to 20 digits must remain.
std::optional<std::string> NormalisePhone(std::string_view text);

// Adds what `member` of `object` says to `contact`; a number counts as its digits. What is neither
// a phone nor a business-scoped id says nothing: it stays in what is stored, and the other address
// may still do.
void AddAddress(const Value& object, std::string_view member, mappings::Contact& contact);

// Neither a phone nor an id.
bool IsNobody(const mappings::Contact& contact);

// The entries of contacts[] of one value. Memory is that of those with an address; entries are read
// one at a time. The texts must outlive it.
class ContactList {
 public:
  ContactList() = default;
  explicit ContactList(std::string_view contacts);

  // The entry that speaks of `who`: one address agrees and none differs. The array is not
  // index-aligned with the messages. For somebody without an address the only entry, if there is
  // just one: contacts[] has one entry for each person of the value. Null when there is none.
  Value Find(const mappings::Contact& who) const;

 private:
  struct Entry {
    mappings::Contact addresses;
    std::string_view text;
  };
  const Entry* FindAmong(const std::string& address, const mappings::Contact& who) const;

  std::vector<Entry> entries_;
  std::size_t all_ = 0;  // with those that name nobody
  std::unordered_map<std::string, std::vector<std::size_t>> by_address_;
};

// What the joined entry adds: the missing address and the name the person chose.
void AddProfile(const Value& profile_entry, mappings::Contact& contact);

}  // namespace chartbridge::whatsapp
