// Items, conversations, media and what became of them. One row per item; a change of an item, what
// goes into the outbox and what the audit says of it are one transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/flow/progress.h"
#include "bridge/ports/audit.h"
#include "bridge/ports/inbox.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge {

using ItemKey = std::string;  // UUID of part "message", filing 0

enum class MediaProgress {
  kPending,  // to be fetched
  kWaiting,  // not fetched on purpose: no permit yet (quarantine)
  kStored,   // in the vault, not in the chart
  kFiled,
  kHeld,     // with a reason
  kDropped,  // by a policy
  kFailed,   // cannot be had; a person may ask the sender again
};
std::string_view ToString(MediaProgress progress);  // "pending", "waiting", "stored", "filed",
                                                    // "held", "dropped", "failed"
std::optional<MediaProgress> ReadMediaProgress(std::string_view word);

struct NewMedia {
  int number = 0;
  MediaProgress progress = MediaProgress::kWaiting;
  std::string reason;
};

// An item split off a delivery. Plain values; the store encrypts `content`, keeps HMACs of the
// contact's addresses and of the provider's ids, and nothing else of them.
struct NewItem {
  ItemKey key;
  std::string channel;
  std::string kind;
  std::string source;
  std::string direction;
  std::string phone;               // "" when unknown
  std::string business_scoped_id;  // "" when unknown
  std::string provider_id;         // "" when none
  std::string refers_to;           // provider's id of what it speaks of, "" when none
  Instant received;
  std::optional<Instant> sent;
  std::string content;  // JSON text of mappings::Item::content
  Progress progress = Progress::kParsed;
  std::string reason;
  bool placeholder = false;    // a later item of the same key and a real kind replaces it (ghosts,
                               // media placeholders)
  std::optional<Instant> due;  // when the runner shall look at it; nullopt: never by itself
  std::optional<Instant> deadline;  // of a hold
  std::vector<NewMedia> media;
  std::vector<AuditEntry> audit;
};

struct MediaRow {
  int number = 0;
  MediaProgress progress = MediaProgress::kPending;
  std::string reason;
  int attempts = 0;
  std::string object;        // vault object, "" until stored
  std::int64_t key_id = 0;   // of the vault object
  std::string content_type;  // sniffed
  std::uint64_t size = 0;
  std::string sha1_base64;
  std::string sha256_hex;
  std::vector<std::string> resources;  // once filed
};

struct ItemRow {
  ItemKey key;
  std::int64_t ordinal = 0;  // order of arrival, unique
  std::string conversation;  // "" for items of no contact
  std::string channel;
  std::string kind;
  std::string source;
  std::string direction;
  Instant received;
  std::optional<Instant> sent;
  Progress progress = Progress::kParsed;
  std::string reason;
  std::string patient;  // "" until matched
  int filing = 0;
  int attempts = 0;
  std::optional<Instant> due;
  std::optional<Instant> deadline;
  std::vector<std::string> resources;
  std::vector<MediaRow> media;
  std::string content;     // decrypted JSON text; "" when destroyed or not asked for
  bool destroyed = false;  // its key is gone
};

// A conversation under lease and what of it is due, oldest first.
struct Work {
  std::string conversation;
  std::string channel;
  std::vector<ItemRow> items;  // due ones and those before them that still may move
};

struct MediaChange {
  int number = 0;
  MediaProgress progress = MediaProgress::kPending;
  std::string reason;
  std::optional<MediaRow> stored;      // with kStored: object, key_id, content_type, size, hashes
  std::vector<std::string> resources;  // with kFiled
  bool destroy = false;                // destroy the vault object's key
};

// The stored answer of the gate (rule R14), of the match, or of an EHR that will not take it.
struct DecisionRecord {
  std::string part;      // message or media:<n>
  std::string stage;     // "match"; "map", "push" or "after" of the gate; "ehr"
  std::string decision;  // permit, deny, hold
  std::string reason;
  std::vector<std::string> basis;
  std::string because;  // JSON text of Decision.because and text
  Instant at;
};

// One step of one item. Applies only when the item still is at `from` (and, with `worker`, when
// that worker still holds the lease); otherwise kBusy and nothing changes.
struct Transition {
  ItemKey key;
  std::string
      worker;  // "" for a person's step: then no lease is needed, and a held lease refuses it
  Progress from = Progress::kParsed;
  Progress to = Progress::kParsed;
  std::string reason;
  std::optional<std::string> patient;
  std::optional<int> filing;
  std::optional<Instant> due;
  std::optional<Instant> deadline;
  int attempts = 0;
  std::optional<std::string> outbox;  // Bundle text to keep (encrypted) until filed; "" clears it
  std::optional<std::vector<std::string>> resources;
  std::vector<MediaChange> media;
  std::vector<DecisionRecord> decisions;
  bool destroy_content = false;  // destroys the item's key; the row and its audit stay
  std::vector<AuditEntry> audit;
};

struct ItemFilter {
  std::optional<Instant> since;
  std::optional<Progress> progress;
  std::string kind;
  std::string contact;  // phone (any spelling) or business-scoped id
  std::string reason;
  std::string patient;       // "Patient/…"
  std::string conversation;  // id
  bool with_content = false;
  // A page of the newest: those with an ordinal below `before` (0: from the end on), newest first,
  // at most `limit` (0: all, oldest first).
  std::int64_t before = 0;
  int limit = 0;
};

// How many items are at `progress` for the same reason.
struct ReasonCount {
  Progress progress = Progress::kParsed;
  std::string reason;
  std::int64_t items = 0;
  std::optional<Instant> first_deadline;  // the earliest of theirs
  std::int64_t ending = 0;                // whose deadline comes before the instant that was asked
};

// A contact's chart, remembered once it was proved.
struct PatientLink {
  std::string conversation;
  std::string patient;
  std::string confirmed_by;  // "rule:one-match" or a person
  Instant confirmed_at;
};

struct SplitDelivery {
  Seq delivery = 0;
  std::vector<NewItem> items;
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  // Inserts the items of a delivery, marks it split and destroys its key, all in one transaction.
  // An item whose key is already there is skipped, unless the one there is a placeholder and the
  // new one is not: then kind, content, progress, due and media are replaced. A conversation's
  // id is random, given at first sight of an address; an item that names two addresses links them.
  // Returns the keys that were new or replaced.
  virtual Result<std::vector<ItemKey>, Failure> Split(Seq delivery,
                                                      const std::vector<NewItem>& items) = 0;

  // The same for several deliveries in the order given, in one transaction; if that fails, one by
  // one, so that a bad one cannot hold up the others: the first Failure is returned, the good ones
  // are done. A store overrides it where one transaction is cheaper.
  virtual Result<void, Failure> SplitAll(const std::vector<SplitDelivery>& deliveries);

  // Leases the conversation whose earliest due item is the oldest, if any is due at `now`.
  virtual Result<std::optional<Work>, Failure> Claim(const std::string& worker, Instant now,
                                                     Instant lease_until, int limit) = 0;
  // Ends every lease at once, on deliveries and media too. For a store that one service has to
  // itself, at its start: whoever held them is gone.
  virtual Result<void, Failure> EndLeases() { return {}; }
  // Ends a lease early.
  virtual Result<void, Failure> Release(const std::string& worker,
                                        const std::string& conversation) = 0;

  virtual Result<void, Failure> Record(const Transition& step) = 0;

  // The Bundle kept by Transition::outbox.
  virtual Result<std::string, Failure> ReadOutbox(const ItemKey& key) = 0;

  // Fetch work, oldest first, at most `limit`; leased until `lease_until`. The items come with
  // content, and with only those media that are claimed.
  virtual Result<std::vector<ItemRow>, Failure> ClaimMedia(const std::string& worker, Instant now,
                                                           Instant lease_until, int limit) = 0;
  // The outcome of a fetch. kPending puts it back until `due`. A medium that became kStored makes
  // its item due when that is filed or held.
  virtual Result<void, Failure> RecordMedia(const std::string& worker, const ItemKey& key,
                                            const MediaChange& change, std::optional<Instant> due,
                                            int attempts, const std::vector<AuditEntry>& audit) = 0;

  virtual Result<std::optional<PatientLink>, Failure> FindLink(const std::string& conversation) = 0;
  virtual Result<void, Failure> Remember(const PatientLink& link,
                                         const std::vector<AuditEntry>& audit) = 0;

  // Filing of the item with that provider id in the channel; nullopt when we do not know it.
  virtual Result<std::optional<ItemRow>, Failure> FindByProviderId(
      const std::string& channel, const std::string& provider_id) = 0;
  virtual Result<std::optional<ItemRow>, Failure> Find(const ItemKey& key) = 0;
  virtual Result<void, Failure> List(const ItemFilter& filter,
                                     const std::function<bool(const ItemRow&)>& visit) = 0;
  virtual Result<std::vector<DecisionRecord>, Failure> Decisions(const ItemKey& key) = 0;

  // Counts by progress, and the arrival of the oldest item that is neither filed, noted nor
  // dropped.
  virtual Result<std::map<std::string, std::int64_t>, Failure> Counts() = 0;
  virtual Result<std::optional<Instant>, Failure> OldestUnfiled() = 0;
  // The same by progress and reason, of the items that have one, in the order of both words.
  virtual Result<std::vector<ReasonCount>, Failure> CountsByReason(Instant ending_before) = 0;
};

}  // namespace chartbridge::bridge
