// What a conversation is made of, before anybody knows whose chart it belongs to. Every channel
// parser produces these values; every mapping starts from them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/issue.h"
#include "fhir/json/value.h"
#include "mappings/sensitive.h"

namespace chartbridge::mappings {

enum class Direction { kIn, kOut };  // from the patient's side; from the clinic's side
enum class Source { kLive, kEcho, kHistory, kImport };  // contract.md, `messages list`
using Sha256 = std::array<unsigned char, 32>;

// The other party. Evidence for a match, never an identity by itself.
struct Contact {
  std::optional<PhoneNumber> phone;
  std::optional<BusinessScopedId> business_scoped_id;
  std::optional<PersonName> profile_name;
  bool operator==(const Contact&) const = default;
};

// One medium of a message. `number` is its <n> in the identity part "media:<n>".
struct Media {
  int number = 0;
  std::string kind;          // image, video, audio, document, sticker
  ProviderId id;             // what the provider is asked for; empty when `unavailable`
  std::string claimed_type;  // MIME type as the sender claimed it, parameters included; may be ""
  std::optional<Sha256> sha256;
  std::optional<FileName> file_name;
  bool voice = false;        // a recorded voice note
  bool animated = false;     // a moving sticker
  bool unavailable = false;  // the provider said that it cannot be had (error 131052)
  bool operator==(const Media&) const = default;
};

struct Text {
  MessageText body;
  bool operator==(const Text&) const = default;
};
struct MediaContent {
  Media media;
  std::optional<MessageText> caption;
  bool operator==(const MediaContent&) const = default;
};
struct Location {
  std::optional<double> latitude;   // degrees, -90..90; absent when none usable came
  std::optional<double> longitude;  // degrees, -180..180
  std::optional<MessageText> name;
  std::optional<MessageText> address;
  bool operator==(const Location&) const = default;
};
// Cards of third persons: kept as lines of text for the reader, one card each.
struct ContactCards {
  std::vector<MessageText> cards;
  bool operator==(const ContactCards&) const = default;
};
struct Reaction {
  ProviderId target;
  std::optional<MessageText> emoji;  // absent: the reaction was taken back
  bool operator==(const Reaction&) const = default;
};
// A button or list answer, or a filled form.
struct Answer {
  std::string type;  // button_reply, list_reply, nfm_reply, call_permission_reply, button
  MessageText title;
  std::optional<MessageText> description;
  std::optional<MessageText> details;  // form: the JSON text as it came
  bool operator==(const Answer&) const = default;
};
// Understood as an item, but of a kind that is not documented yet: kept whole for a person, who
// reads what can be read of it and may file that (readable.h).
struct UnsupportedContent {
  std::string provider_type;  // a plain word
  bool placeholder =
      false;  // unsupported, unknown, media_placeholder: the real one may follow under the same id
  std::vector<MessageText> readable{};  // every word of it that a person can read, line by line
  bool operator==(const UnsupportedContent&) const = default;
};
using Content =
    std::variant<Text, MediaContent, Location, ContactCards, Reaction, Answer, UnsupportedContent>;

struct Message {
  Content content;
  std::optional<ProviderId> reply_to;  // the quoted message, which may be unknown to us
  bool forwarded = false;              // not authored by the sender
  bool frequently_forwarded = false;
  bool in_group = false;  // design.md section 10: held, never filed by itself
  bool operator==(const Message&) const = default;
};
// What a status webhook says about one of our own messages.
struct Receipt {
  std::string status;     // sent, delivered, read, played, failed or a word we do not know
  std::string recipient;  // participant of a group, "" otherwise; part of the item key
  bool operator==(const Receipt&) const = default;
};
struct AccountEvent {
  std::string field;
  bool operator==(const AccountEvent&) const = default;
};
// The provider says that the contact's address changed hands or was exchanged. Proof of nothing:
// until a person confirms, the old address proves nobody any more (redesign.md section 3).
struct NumberChange {
  std::string type;  // user_changed_number, user_changed_user_id, customer_identity_changed, …
  std::optional<PhoneNumber> from;  // before; absent when it was not told
  std::optional<PhoneNumber> to;    // after
  std::optional<BusinessScopedId> id_from;
  std::optional<BusinessScopedId> id_to;
  // Same number, other keys: another telephone, maybe another person.
  bool identity_only = false;
  std::vector<MessageText> readable;  // what the provider wrote about it
  bool operator==(const NumberChange&) const = default;
};
// Could not be understood; `why` has no patient content.
struct Unparsable {
  Issue why;
  std::string provider_type{};  // a plain word; "" when not even that was told
  std::vector<MessageText> readable{};
};

// One thing inside a delivery (design.md section 1).
struct Item {
  std::string item_key;  // design.md section 7; contains the provider's id: sensitive
  std::string channel;   // id of the channel; "" when no channel of ours is meant
  std::string kind;      // contract.md, `messages list`
  Source source = Source::kLive;
  Direction direction = Direction::kIn;
  Contact contact;
  std::optional<ProviderId> id;
  std::optional<ProviderId> refers_to;
  Instant received;             // when the delivery came
  std::optional<Instant> sent;  // as the provider says; absent when it said nothing usable
  // Flagged: missing, unreadable, more than 5 minutes ahead or no sane date; `received` is used.
  bool sent_implausible = false;
  // The number that was written to or from, as the provider shows it; "" when it was not told.
  std::string clinic_number;
  std::variant<Message, Receipt, AccountEvent, NumberChange, UnsupportedContent, Unparsable> body;
  // The item with what it needs to be read again: what is stored, encrypted, and what
  // Channel::Read turns into an equal Item.
  fhir::json::Value content;
};

std::string_view ToString(Direction direction);  // "in", "out"
std::string_view ToString(Source source);        // "live", "echo", "history", "import"

// The medium of an item, if it has one.
const Media* MediaOf(const Item& item);

// What can be read of an item that is no message: of UnsupportedContent, Unparsable and
// NumberChange; nullptr for all others.
const std::vector<MessageText>* ReadableOf(const Item& item);
// Their type as the provider names it, else "".
std::string_view ProviderTypeOf(const Item& item);

}  // namespace chartbridge::mappings
