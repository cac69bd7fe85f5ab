#include "connectors/whatsapp/read_contact.h"

#include "connectors/whatsapp/read_part.h"
#include "fhir/json/outline.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::BusinessScopedId;
using mappings::Contact;
using mappings::PersonName;
using mappings::PhoneNumber;

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// 128 for the id and room for "ENT."
constexpr std::size_t kLongestId = 3 + 4 + 128;

// Of entries with the same address: more are a fault of the sender, and not worth the time.
constexpr int kMostEntries = 100;

// Both addresses of an entry of contacts[]; one that cannot be read counts as absent there.
Contact AddressesOf(const Value& entry) {
  Contact contact;
  AddAddress(entry, "user_id", contact);
  AddAddress(entry, "wa_id", contact);
  return contact;
}

}  // namespace

bool IsBusinessScopedId(std::string_view text) {
  if (text.size() < 4 || text.size() > kLongestId) return false;
  return IsUpper(text[0]) && IsUpper(text[1]) && text[2] == '.';
}

std::optional<std::string> NormalisePhone(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (c == '+' ? !digits.empty()
                        : std::string_view(" -.()").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  if (digits.size() < 5 || digits.size() > 20) return std::nullopt;
  return digits;
}

void AddAddress(const Value& object, std::string_view member, Contact& contact) {
  const Value& told = object[member];
  // A fraction or a sign would turn into digits of another number.
  if (told.is_bool() || (told.is_number() && told.integer().value_or(-1) < 0)) return;
  const std::string address = TextOf(told);
  if (IsBusinessScopedId(address)) {
    if (!contact.business_scoped_id) contact.business_scoped_id = BusinessScopedId(address);
  } else if (std::optional<std::string> phone = NormalisePhone(address)) {
    if (!contact.phone) contact.phone = PhoneNumber(std::move(*phone));
  }
}

bool IsNobody(const Contact& contact) { return !contact.phone && !contact.business_scoped_id; }

ContactList::ContactList(std::string_view contacts) {
  fhir::json::ForEachElement(contacts, [this](std::size_t, std::string_view text) {
    ++all_;
    const Value entry = ReadPartOrNull(text);
    Contact addresses = AddressesOf(entry);
    if (IsNobody(addresses)) return true;
    const std::size_t index = entries_.size();
    if (addresses.phone) by_address_[addresses.phone->Reveal()].push_back(index);
    if (addresses.business_scoped_id)
      by_address_[addresses.business_scoped_id->Reveal()].push_back(index);
    entries_.push_back({std::move(addresses), text});
    return true;
  });
}

const ContactList::Entry* ContactList::FindAmong(const std::string& address,
                                                 const Contact& who) const {
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) return nullptr;
  int looked_at = 0;
  for (const std::size_t index : found->second) {
    if (++looked_at > kMostEntries) break;
    const Contact& theirs = entries_[index].addresses;
    if (theirs.phone && who.phone && theirs.phone != who.phone) continue;
    if (theirs.business_scoped_id && who.business_scoped_id &&
        theirs.business_scoped_id != who.business_scoped_id)
      continue;
    return &entries_[index];
  }
  return nullptr;
}

Value ContactList::Find(const Contact& who) const {
  const Entry* found = nullptr;
  if (IsNobody(who) && all_ == 1 && !entries_.empty()) found = &entries_.front();
  if (who.phone) found = FindAmong(who.phone->Reveal(), who);
  if (found == nullptr && who.business_scoped_id)
    found = FindAmong(who.business_scoped_id->Reveal(), who);
  return found != nullptr ? ReadPartOrNull(found->text) : Value();
}

void AddProfile(const Value& profile_entry, Contact& contact) {
  if (!profile_entry.is_object()) return;
  const Contact theirs = AddressesOf(profile_entry);
  if (!contact.phone) contact.phone = theirs.phone;
  if (!contact.business_scoped_id) contact.business_scoped_id = theirs.business_scoped_id;
  const std::string name = TextOf(profile_entry["profile"]["name"]);
  const std::string username = TextOf(profile_entry["profile"]["username"]);
  if (!name.empty()) {
    contact.profile_name = PersonName(name);
  } else if (!username.empty()) {
    contact.profile_name = PersonName(username);
  }
}

}  // namespace chartbridge::whatsapp
