// Everything of one provider, both directions (redesign.md section 4). One object serves every
// [[channel]] of its kind.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/flow/reason.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/vault.h"
#include "mappings/message.h"

namespace chartbridge::bridge {

// A webhook POST before it is believed.
struct SignedRequest {
  std::string url;                             // as the provider called it, query included
  std::map<std::string, std::string> headers;  // names in lower case
  std::string_view body;
};

struct FetchedMedia {
  std::uint64_t size = 0;
  std::string sniffed_type;  // MIME type as the bytes say
  std::string sha1_base64;
  std::string sha256_hex;
  // Why it is kept for a person rather than filed: kTypeRefused, kTooLarge. kNone: nothing against.
  Reason objection = Reason::kNone;
};

// What a person or a rule wants to say to a contact. Sent by a later version; the shape is fixed
// here.
struct OutboundMessage {
  std::string key;  // ours; comes back with each status
  std::string channel;
  std::string to;    // phone or business-scoped id
  std::string kind;  // text, template, buttons, list, media, reaction, read, typing
  fhir::json::Value content;
};
struct Sent {
  std::string provider_id;
};
struct SendFailure {
  enum class Then : std::uint8_t {
    kRetry,        // the same message, later
    kPauseNumber,  // nothing leaves this number until `after`
    kStop,         // it never will; `sentence` says why
  };
  Then then = Then::kStop;
  std::optional<Milliseconds> after;
  bool maybe_sent = false;  // wait for a status before a repeat
  int code = 0;             // the provider's
  std::string sentence;     // plain, without patient content
};

// One thing that `check` found about a channel.
struct ChannelFinding {
  enum class Level : std::uint8_t {
    kOk,
    kWarning,  // it works; somebody should look
    kFault,    // it does not work
    kUnknown,  // it could not be found out
  };
  Level level = Level::kOk;
  std::string step;        // "signature", "token", "subscription", …
  words::Statements said;  // what was found and what to do
};

class Channel {
 public:
  virtual ~Channel() = default;

  // The paths that the provider calls: "/webhooks/whatsapp".
  virtual std::vector<std::string> Routes() const = 0;
  // The ids of the channels whose secret signed exactly these bytes; empty: refuse with 401. In
  // time that does not depend on where a signature differs. Any thread.
  virtual std::vector<std::string> Verify(const SignedRequest& request) const = 0;

  // Every item of the delivery in the order in which it stands there, without the first `skip`.
  // Never fails and loses nothing: what cannot be read is an item of body Unparsable, one for the
  // whole delivery if need be. Same bytes, same items. Stops when `take` returns false. Memory is
  // that of the delivery's text, not of its items. Never throws; any thread.
  virtual void Parse(const RawDelivery& raw, std::int64_t skip,
                     const std::function<bool(mappings::Item&&)>& take) const = 0;
  // The item again from its stored content: equal to the one that Parse gave.
  virtual Result<mappings::Item, Issue> Read(const std::string& channel, Instant received,
                                             const fhir::json::Value& content) const = 0;

  // Resolves the id at the channel's own address, downloads within a total deadline and a size cap,
  // compares hashes, and streams into `sink`, which the caller commits. A medium that the clinic
  // does not accept is fetched all the same and says so in `objection`. kNotFound: expired or gone.
  // kRefused: foreign host or redirect. kTooLarge: beyond even what is kept. kCorrupt: hash or
  // length differ. Others: try again.
  virtual Result<FetchedMedia, Failure> FetchMedium(const std::string& channel,
                                                    const mappings::Media& medium,
                                                    VaultWriter& sink) = 0;

  // Says it to the contact, once. Any thread.
  virtual Result<Sent, SendFailure> Send(const OutboundMessage& message) = 0;

  // Tries what the channel needs and says what is wrong.
  virtual std::vector<ChannelFinding> Check(const std::string& channel) = 0;
};

// By channel id, and by RawDelivery::provider. Several ids may name one object.
using Channels = std::map<std::string, Channel*>;

}  // namespace chartbridge::bridge
