// What happens next? The whole life of an item, its filings and its media as one pure function
// (design.md section 3, redesign.md section 3). Runners perform what its jobs say and report what
// they saw as the next event; persons' steps are events too. All policy is here: back-off, how long
// a medium is asked for, link freshness, deadlines.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bridge/flow/retry.h"
#include "bridge/match/evidence.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/gate.h"
#include "bridge/ports/item_rows.h"
#include "bridge/ports/links.h"

namespace chartbridge::bridge::flow {

// --- What a runner saw. `number` names the filing or the medium.

// Whose item it is by today's directory answer and the remembered link (match/evidence.h).
struct Matched {
  match::Evidence evidence;
  bool asks = true;  // false: the item is no question, nothing that is learnt later answers it
};
struct MatchFailed {
  Failure failure;
};
struct Decided {  // before mapping
  int number = 0;
  std::vector<GateAnswer> answers;  // the message's first
};
struct CouldNotAsk {  // the patient could not be read: no gate answer
  int number = 0;
  Failure failure;
};
struct Planned {
  int number = 0;
  std::vector<FilingPart> parts;
};
struct CannotPlan {
  int number = 0;
  Issue why;
};
// The gate again, right before the bytes leave. With a no and `maybe_sent`, look up first
// (LookedUp); what then stands there was filed.
struct Confirmed {
  int number = 0;
  std::vector<GateAnswer> answers;
};
struct Leaving {  // the payload is about to leave: store this before it does
  int number = 0;
};
struct LookedUp {
  int number = 0;
  std::vector<FilingPart> found;
  bool all_wanted = false;  // every part of the filing stands there
};
struct PushEnded {
  int number = 0;
  SendOutcome outcome;
  // A 403, 404 or 405 is final only when a probe showed the server well.
  bool server_is_well = true;
};
struct Retracted {
  int number = 0;
  SendOutcome outcome;
};
struct MediaRetracted {  // of a filing that stands: what dropped media may have left there
  int number = 0;
  std::vector<std::string> parts;  // all that belong to them
  SendOutcome outcome;
};
struct Amended {
  int number = 0;
  SendOutcome outcome;
};
struct Verified {  // after it was filed
  int number = 0;
  GateAnswer answer;
};
struct MediumConfirmed {  // the gate before a late medium leaves
  int number = 0;
  GateAnswer answer;
};
struct MediumLeaving {
  int number = 0;
  std::vector<FilingPart> parts;
};
struct MediumPushEnded {
  int number = 0;
  SendOutcome outcome;
  bool server_is_well = true;
};
struct MediumLookedUp {  // after doubt: not all of it stands there
  int number = 0;
  std::vector<FilingPart> found;
};
struct MediumCannotPlan {
  int number = 0;
  Issue why;
};
struct Fetched {
  MediaRow stored;  // object, key, type, size, hashes; progress kStored or kHeld with its reason
};
struct FetchFailed {
  int number = 0;
  Failure failure;
  Reason reason = Reason::kNone;  // where the kind of failure does not say it (kScanPending)
};
struct NothingToFetch {  // the medium's job came too late
  int number = 0;
};
struct NothingToRetract {
  int number = 0;
};
struct NothingToSend {  // a job of a filing that is not on its way
  int number = 0;
};
struct NothingToPush {  // the medium's job came too late: it went, or its filing did
  int number = 0;
};
struct PartsKnown {  // of a filing that an older version left without a list of its parts
  int number = 0;
  std::vector<FilingPart> parts;
};
struct Forgotten {  // the medium's bytes are out of the vault
  int number = 0;
};
struct DeadlineCame {};
struct Unreadable {};  // the stored content does not open

// --- What a person says.
struct Release {};  // take it up again from the start
struct Assign {     // file it for this patient
  std::string patient;
  bool without_number = false;  // the EHR does not give this patient for the number
  bool remember = true;         // the contact is this patient's from now on
  bool approved = false;        // a second person has confirmed it
};
struct Drop {
  Reason policy = Reason::kDroppedByStaff;  // or kRejectedByStaff
};
struct ExtendHold {
  Instant until;
};
struct ReleaseMedium {
  int number = 0;
};
struct RetryMedium {
  int number = 0;
};
struct DropMedium {
  int number = 0;
};

using Event =
    std::variant<Matched, MatchFailed, Decided, CouldNotAsk, Planned, CannotPlan, Confirmed,
                 Leaving, LookedUp, PushEnded, Retracted, MediaRetracted, Amended, Verified,
                 MediumConfirmed, MediumLeaving, MediumPushEnded, MediumLookedUp, MediumCannotPlan,
                 Fetched, FetchFailed, Forgotten, NothingToFetch, NothingToSend, NothingToPush,
                 NothingToRetract, PartsKnown, DeadlineCame, Unreadable, Release, Assign, Drop,
                 ExtendHold, ReleaseMedium, RetryMedium, DropMedium>;

struct FlowSettings {
  consent::RetentionSettings retention;
};

// What the item became. `row.jobs` is all that is still to do.
struct Next {
  ItemRow row;
  bool changed = false;          // false: the event makes no sense where the item stands
  bool destroy_content = false;  // the item's key; those of its media are `lost_keys`
  std::vector<std::int64_t> lost_keys;
  std::optional<PatientLink>
      link;  // to be remembered; confirmed_by is filled in by a person's step
};

// `jitter`: 0..1, for back-off. An event that makes no sense where the item stands changes nothing.
// Invariants: nothing leaves a filing with maybe_sent behind, it is Retracting until a look-up
// tells; at most one filing is on its way to a chart or filed; a noted or dropped item never moves,
// but what it left in a chart is still taken back.
Next Advance(const ItemRow& row, const Event& event, Instant now, double jitter,
             const FlowSettings& settings);

// A part of that medium: its document, its bytes, their provenance.
bool IsOfMedium(const FilingPart& part, int number);

// Why something stands that the EHR failed so: kEhrRefused, …
Reason ReasonOfFailure(FailureKind kind);

// What a new item has to do first.
std::vector<Job> FirstJobs(const NewItem& item, Instant now);

// What a person may do with it now.
bool MayRelease(const ItemRow& row);
bool MayAssign(const ItemRow& row);
bool MayDrop(const ItemRow& row);

// The patient whose consent holds the item, when it is to be given to this other one: then a second
// person is wanted. "" for nobody.
std::string HeldForConsentOf(const ItemRow& row, const std::string& patient);

}  // namespace chartbridge::bridge::flow
