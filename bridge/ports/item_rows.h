// An item with everything that is known of it: its filings and their parts, its media, its jobs.
// Plain values, as the store hands them out and takes them back (redesign.md section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/flow/progress.h"
#include "bridge/flow/reason.h"
#include "bridge/ports/audit.h"

namespace chartbridge::bridge {

using ItemKey = std::string;  // UUID of part "message", filing 0

// One resource (or HL7 document) of a filing.
struct FilingPart {
  std::string part;      // message, media:<n>, binary:<n>, provenance, provenance/media:<n>, thread
  std::string type;      // FHIR resource type: "Communication", …
  std::string identity;  // the derived UUID (design.md section 7)
  std::string reference;  // "Communication/123" as the EHR calls it; "" until it said so
  std::string version;    // its versionId there; "" when unknown
  PartState state = PartState::kWanted;
  bool operator==(const FilingPart&) const = default;
};

// One attempt of a person or a rule to document the item for one patient.
struct Filing {
  int number = 0;
  std::string patient;  // "Patient/…"
  FilingState state = FilingState::kPlanned;
  Reason reason = Reason::kNone;
  int attempts = 0;                    // sends that failed, since it was last taken up
  std::optional<Instant> first_tried;  // the first of those sends
  // The bytes may have left and nobody knows what came of it. Stored before they leave; cleared
  // only by a look-up that found nothing, or by an answer that names every part.
  bool maybe_sent = false;
  // Whose consent held the item before a person gave it to this patient: the gate is asked for both
  // until a second person has confirmed the step. "" for nobody.
  std::string also_asked;
  std::vector<std::string> basis;  // "Consent/ID/_history/V" of the decision it left by
  std::vector<FilingPart> parts;
  bool operator==(const Filing&) const = default;
};

struct MediaRow {
  int number = 0;
  MediaProgress progress = MediaProgress::kPending;
  Reason reason = Reason::kNone;
  int attempts = 0;                 // of the present step: fetch, or push
  std::optional<Instant> deadline;  // of a hold of its own
  bool maybe_sent = false;          // as Filing::maybe_sent, of its own push
  bool released = false;            // a person said that it may go although it was held
  std::string object;               // vault object, "" until stored and once it was removed
  std::int64_t key_id = 0;          // of the vault object, 0 likewise
  std::string content_type;         // sniffed
  std::uint64_t size = 0;
  std::string sha1_base64;
  std::string sha256_hex;
  bool operator==(const MediaRow&) const = default;
};

// Durable work. `number`: the filing or the medium it is about, 0 otherwise. One job a (kind,
// number) of an item.
struct Job {
  JobKind kind = JobKind::kMatch;
  int number = 0;
  Turn turn = Turn::kAnyTime;
  std::optional<Instant>
      due;  // nullopt: parked, until somebody wakes it (Links::Keep, WorkQueue::Wake)
  int attempts = 0;
  bool urgent = false;  // a person's word: done even while calls to the EHR are paused
  bool operator==(const Job&) const = default;
};

// Which queue of people an item stands in.
enum class StaffQueue : std::uint8_t {
  kNone,
  kDeadLetters,  // it failed, or it is filed and a medium of it failed or is held
  kReview,       // held until somebody says whose it is, or what is to become of it
};

// The evidence for whose item it is.
enum class MatchedBy : std::uint8_t { kNobody, kRule, kPerson };

struct ItemRow {
  ItemKey key;
  std::int64_t ordinal = 0;  // order of arrival, unique
  std::int64_t version = 0;  // one higher with each step
  std::string conversation;  // "" for items of no contact
  std::string channel;
  std::string kind;
  std::string source;
  std::string direction;
  Instant received;
  std::optional<Instant> sent;
  // The item's own state: parsed, matched (a filing speaks for it), held, noted, dropped, failed.
  Progress state = Progress::kParsed;
  Reason state_reason = Reason::kNone;
  std::optional<Instant> deadline;  // the clock of a hold; taking the item up prolongs nothing
  std::string patient;              // whose it is; "" until matched
  MatchedBy matched_by = MatchedBy::kNobody;
  std::vector<Filing> filings;  // by number
  std::vector<MediaRow> media;  // by number
  std::vector<Job> jobs;
  std::string content;            // decrypted JSON text; "" when destroyed or not asked for
  bool destroyed = false;         // its key is gone
  bool conflicting_copy = false;  // the same provider id came before with other content

  // What lists show: of the newest filing where one speaks for the item, else the item's own.
  Progress progress() const;
  Reason reason() const;
  int filing() const;    // number of the newest filing, 0 without one
  int attempts() const;  // of the newest filing or of the present job
  StaffQueue queue() const;
  std::optional<Instant> due() const;  // the earliest job
  // References of what is confirmed and current in a chart, all filings, in the order of parts.
  std::vector<std::string> resources() const;
};

const Filing* NewestFiling(const ItemRow& row);
const Filing* FindFiling(const ItemRow& row, int number);
const MediaRow* FindMedia(const ItemRow& row, int number);
const Job* FindJob(const ItemRow& row, JobKind kind, int number);

// The stored answer of the gate (rule R14), of the match, or of a server that refused.
struct DecisionRecord {
  std::string part;      // message or media:<n>
  std::string stage;     // "match"; "map", "push" or "after" of the gate; "ehr", "directory"
  std::string decision;  // permit, deny, hold; one, several, none, staff; refused
  Reason reason = Reason::kNone;
  std::vector<std::string> basis;
  std::string because;  // JSON text: of the gate {because, text}; of a server {text, status,
                        // issues, request}
  Instant at;
};

// An item split off a delivery. The store encrypts `content`, keeps HMACs of the contact's
// addresses and of the provider's ids, and nothing else of them.
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
  std::string content;      // JSON text of mappings::Item::content
  std::string fingerprint;  // mappings::Fingerprint: equal for a true redelivery
  Progress state = Progress::kParsed;
  Reason reason = Reason::kNone;
  bool placeholder = false;  // a later item of the same key and a real kind replaces it (ghosts,
                             // media placeholders)
  std::optional<Instant> deadline;  // of a hold
  std::vector<MediaRow> media;
  std::vector<Job> jobs;
  std::vector<AuditEntry> audit;
};

}  // namespace chartbridge::bridge
