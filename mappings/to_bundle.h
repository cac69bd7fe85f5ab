// Message -> FHIR R4 transaction Bundle (design.md sections 6 and 7, reference/fhir.md sections
// 1-5). Pure: values in, a Bundle out; no port, no clock.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fhir/json/value.h"
#include "mappings/message.h"

namespace chartbridge::mappings {

// What is known about one medium at the moment of mapping.
enum class MediaPresence {
  kReady,    // in the vault: the Bundle carries DocumentReference and Binary
  kPending,  // to come: only the Communication refers to it, by identifier
  kNotKept,  // dropped by policy or not to be had: the Communication says so, and why
};

struct MediaState {
  int number = 0;
  MediaPresence presence = MediaPresence::kPending;
  std::string
      why;  // kNotKept: policy or reason; a code of urn:chartbridge:cs:not-kept, else "other"
  std::string content_type;  // kReady: as sniffed, without patient content
  std::uint64_t size = 0;    // kReady: bytes before base64
  std::string sha1_base64;   // kReady: Attachment.hash
  // kReady: the bytes in base64 when the Binary shall stand in the Bundle. Absent: the caller puts
  // Binary/<id> there itself, unless `binary_entry`.
  std::optional<std::string> data_base64;
  bool binary_entry = false;  // the Binary stands in the Bundle without `data`, to be filled in
  std::vector<std::string> labels;  // v3-Confidentiality or ActCode codes, "system|code"
};

struct Context {
  std::string tenant;
  std::string conversation;  // random id of the conversation
  std::string patient;       // "Patient/…": whose chart
  // Whose number or account wrote or was written to, as the match decided: "Patient/…",
  // "RelatedPerson/…", "Practitioner/…"; "" when nobody knows.
  std::string contact;
  std::string organization;  // [ehr] organization
  std::string device;        // [ehr] device
  std::string written_code;  // v3-ParticipationMode for typed text: ONLINEWRIT (default) or APPWRIT
  std::string language;      // of the words the bridge itself says: the clinic's; English when ""
  int filing = 0;
  // Filing of the message that this one answers or reacts to (0 unless it was filed anew).
  int target_filing = 0;
  Instant recorded;                      // Provenance.recorded
  std::string clinic_number;             // display only; "": the item's own
  std::vector<std::string> policy_uris;  // of the Consents that permitted; may be empty
  std::vector<std::string> consents;     // "Consent/ID/_history/V"
  std::vector<MediaState> media;
  std::vector<std::string> labels;  // effective labels of the message, "system|code"; N when empty
  // What of this filing stands in the chart, part -> "Type/id"; the thread too. Empty at first.
  std::map<std::string, std::string> standing;
};

// One resource of a Bundle.
struct MappedPart {
  std::string part;      // thread, message, media:<n>, binary:<n>, provenance, provenance/media:<n>
  std::string type;      // "Communication", …
  std::string identity;  // derived UUID
  bool operator==(const MappedPart&) const = default;
};

struct Mapped {
  fhir::json::Value bundle;       // type transaction, at most 8 entries
  std::vector<MappedPart> parts;  // one for each entry, in their order
};

// One Bundle for the message itself: thread (conditional create), Communication (conditional
// create), for each kReady medium DocumentReference (conditional create) and Binary (PUT), and
// Provenance (PUT). Of UnsupportedContent, and of what is Unparsable but has readable words, what
// can be read stands in the Communication (readable_message.h): such items are filed by a person
// only. The item must be one of these or a Message; anything else is a Fault.
Result<Mapped, Issue> ToBundle(const Item& item, const Context& context);

// The second Bundle, for media that became ready after the message was filed: DocumentReference,
// Binary and their own Provenance. `number` names the medium, which must be kReady in `context`.
// The document refers literally to the message where that stands.
Result<Mapped, Issue> ToMediaBundle(const Item& item, const Context& context, int number);

// New full versions of what stands, each PUT to its place: of the message, and of the documents of
// media that are ready. With `medium` the message alone, because that medium's document has come to
// stand since. No entries when nothing of it stands.
Result<Mapped, Issue> ToNewVersions(const Item& item, const Context& context,
                                    std::optional<int> medium);

// Where the Binary of medium `number` lives: "Binary/<uuid of part binary:<n>>".
std::string BinaryReference(const Item& item, const Context& context, int number);

}  // namespace chartbridge::mappings
