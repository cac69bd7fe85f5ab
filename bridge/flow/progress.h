// Where items, filings, their parts and media stand (design.md section 3, redesign.md section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chartbridge::bridge {

// What lists say of an item (contract.md, `messages list`): the newest filing's state in these
// words, else the item's own.
enum class Progress : std::uint8_t {
  kReceived,   // Only inside its delivery.
  kParsed,     // An item of its own. Next: whose chart?
  kMatched,    // Exactly one patient; a filing is planned.
  kPermitted,  // The gate said yes. Next: map.
  kMapped,     // Its payload is stored, and may have left. Next: gate again, then push.
  kFiled,      // Confirmed in the EHR.
  kHeld,       // Kept, out of the chart, with a reason and maybe a deadline.
  kNoted,      // A receipt or account event: stored, never a document.
  kDropped,    // By a named policy; its content is destroyed.
  kFailed,     // A person must act.
};
std::string_view ToString(Progress progress);
std::optional<Progress> ReadProgress(std::string_view word);

// One attempt to document an item for one patient.
enum class FilingState : std::uint8_t {
  kPlanned,     // Next: may it be filed?
  kPermitted,   // Next: map.
  kMapped,      // Its payload is stored. Next: gate again, then push.
  kSent,        // The payload may have left; the answer is not known yet.
  kFiled,       // Every part confirmed.
  kRetracting,  // What of it stands in the chart is being marked entered-in-error.
  kRetracted,   // Nothing of it is current in the chart.
  kHeld,
  kFailed,
  kDropped,  // Ended before anything left.
};
std::string_view ToString(FilingState state);  // "planned", …
std::optional<FilingState> ReadFilingState(std::string_view word);
// As lists say it. Retracting and Retracted are «dropped» there.
Progress ProgressOf(FilingState state);

enum class PartState : std::uint8_t {
  kWanted,          // belongs to the filing, has not left
  kSent,            // may have left
  kConfirmed,       // the EHR said so
  kAmended,         // confirmed in a newer version
  kEnteredInError,  // taken back
};
std::string_view ToString(PartState state);  // "wanted", "sent", "confirmed", …
std::optional<PartState> ReadPartState(std::string_view word);

enum class MediaProgress : std::uint8_t {
  kPending,  // to be fetched
  kWaiting,  // not fetched on purpose: no permit yet (quarantine)
  kStored,   // in the vault, not in the chart
  kFiled,
  kHeld,     // with a reason; its bytes are in the vault where the provider gave them
  kDropped,  // by a policy
  kFailed,   // cannot be had, or the EHR will not take it; a person may try again
};
std::string_view ToString(MediaProgress progress);  // "pending", "waiting", "stored", "filed", …
std::optional<MediaProgress> ReadMediaProgress(std::string_view word);

// Durable work of an item. Later kinds: send, write-consent, close-exchange, render-transcript.
enum class JobKind : std::uint8_t {
  kMatch,       // whose chart is it?
  kDecide,      // may it be filed? then map
  kPush,        // gate again, look up after doubt, send; `number`: the filing
  kPushMedium,  // a file that came after its message was filed; `number`: the medium
  kAmend,       // a new version of parts that stand; `number`: the filing
  kRetract,     // look up after doubt, then mark entered-in-error; `number`: the filing
  kVerify,      // were the Consents still the same after it was filed? `number`: the filing
  kExpire,      // a deadline of the item or of one of its media
  kFetch,       // a medium from the provider; `number`: the medium. Leased by itself
  kForget,      // takes a destroyed medium's bytes out of the vault; `number`: the medium
};
std::string_view ToString(JobKind kind);  // "match", "decide", …
std::optional<JobKind> ReadJobKind(std::string_view word);

// How a job stands to the others of its line (design.md, promise P7).
enum class Turn : std::uint8_t {
  kAnyTime,  // whenever it is due
  kInOrder,  // nothing after it in the line, of this turn, begins before it is done or parked
  kAlong,    // holds up nothing; but when something after it is due, it is done before that
};

}  // namespace chartbridge::bridge
