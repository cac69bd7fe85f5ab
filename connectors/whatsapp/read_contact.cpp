#include "connectors/whatsapp/read_contact.h"

namespace chartbridge::whatsapp {
namespace {

using mappings::BusinessScopedId;
using mappings::Contact;
using mappings::PersonName;
using mappings::PhoneNumber;

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// 128 for the id and room for "ENT."
constexpr std::size_t kLongestId = 3 + 4 + 128;

// Both addresses of an entry of contacts[]; one that cannot be read counts as absent there.
Contact AddressesOf(const Value& entry) {
  Contact contact;
  AddAddress(entry, "user_id", "", contact);
  AddAddress(entry, "wa_id", "", contact);
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

std::optional<Issue> AddAddress(const Value& object, std::string_view member,
                                const std::string& path, Contact& contact) {
  const Value& address = object[member];
  if (address.is_null()) return std::nullopt;
  const std::string at = Below(path, member);
  if (!address.is_string()) return Fault("structure", at, "is not a string").error();
  if (IsBusinessScopedId(address.text())) {
    if (!contact.business_scoped_id) contact.business_scoped_id = BusinessScopedId(address.text());
    return std::nullopt;
  }
  std::optional<std::string> phone = NormalisePhone(address.text());
  if (!phone)
    return Fault("value", at, "is neither a phone number nor a business-scoped id").error();
  if (!contact.phone) contact.phone = PhoneNumber(std::move(*phone));
  return std::nullopt;
}

const Value* FindProfile(const Value& contacts, const Contact& who) {
  for (const Value& entry : contacts.items()) {
    const Contact theirs = AddressesOf(entry);
    const bool both_phones = theirs.phone && who.phone;
    const bool both_ids = theirs.business_scoped_id && who.business_scoped_id;
    if (both_phones && theirs.phone != who.phone) continue;
    if (both_ids && theirs.business_scoped_id != who.business_scoped_id) continue;
    if (both_phones || both_ids) return &entry;
  }
  return nullptr;
}

void AddProfile(const Value& profile_entry, Contact& contact) {
  if (!profile_entry.is_object()) return;
  const Contact theirs = AddressesOf(profile_entry);
  if (!contact.phone) contact.phone = theirs.phone;
  if (!contact.business_scoped_id) contact.business_scoped_id = theirs.business_scoped_id;
  const std::string& name = profile_entry["profile"]["name"].text();
  const std::string& username = profile_entry["profile"]["username"].text();
  if (!name.empty()) {
    contact.profile_name = PersonName(name);
  } else if (!username.empty()) {
    contact.profile_name = PersonName(username);
  }
}

}  // namespace chartbridge::whatsapp
