// Whose is it, and what does a person say of it?
#include "bridge/flow/draft.h"

namespace chartbridge::bridge::flow {
namespace {

bool IsAskedFor(const ItemRow& row) {
  return row.state == Progress::kParsed ||
         (row.state == Progress::kHeld && IsOfIdentity(row.state_reason));
}

// Kept for a person to look at, and never filed by a rule.
bool IsOnlyForAPerson(Reason reason) {
  switch (reason) {
    case Reason::kUnparsable:
    case Reason::kKindNotDocumented:
    case Reason::kForeignSignature:
    case Reason::kGroupMessage:
    case Reason::kNumberChanged:
      return true;
    default:
      return false;
  }
}

bool Rests(const ItemRow& row) {
  const Progress progress = row.progress();
  return progress == Progress::kHeld || progress == Progress::kFailed;
}

bool MayRetry(const MediaRow& medium) {
  return medium.progress == MediaProgress::kFailed && medium.reason != Reason::kUnavailable;
}

void RetryMedia(Draft& draft) {
  std::vector<int> failed;
  for (const MediaRow& medium : draft.row().media) {
    if (MayRetry(medium)) failed.push_back(medium.number);
  }
  for (const int number : failed) (void)On(draft, RetryMedium{number});
}

bool SomethingWaits(const ItemRow& row) {
  return std::any_of(row.jobs.begin(), row.jobs.end(),
                     [](const Job& job) { return job.kind != JobKind::kExpire; });
}

// What waits for a later try is done now; `only`: of this kind.
void HurryJobs(Draft& draft, std::optional<JobKind> only = std::nullopt) {
  for (Job& job : draft.row().jobs) {
    if (job.kind == JobKind::kExpire || job.kind != only.value_or(job.kind)) continue;
    if (job.due) job.due = draft.now;
    job.urgent = true;
  }
}

// The patient's own consents do not let it go; a source that did not answer is something else.
bool IsNoOfAConsent(Reason reason) {
  return reason >= Reason::kNoConsent && reason <= Reason::kPurposeLabelConflict;
}

}  // namespace

// The patient whose consent holds the item, if that is not the one it is given to now.
std::string HeldForConsentOf(const ItemRow& row, const std::string& patient) {
  for (auto filing = row.filings.rbegin(); filing != row.filings.rend(); ++filing) {
    if (filing->patient == patient) continue;
    if (filing->state == FilingState::kHeld && IsNoOfAConsent(filing->reason))
      return filing->patient;
  }
  const Filing* newest = NewestFiling(row);
  return newest != nullptr && newest->patient != patient ? newest->also_asked : std::string();
}

bool On(Draft& draft, const Matched& event) {
  ItemRow& row = draft.row();
  if (!IsAskedFor(row)) return false;
  const match::Evidence& found = event.evidence;
  if (found.patient.empty()) {
    draft.HoldItem(found.why, true);
    draft.Remove(JobKind::kMatch, 0);
    // Parked: later knowledge wakes it (Links::Keep, WorkQueue::Wake).
    if (event.asks) draft.Put(JobKind::kMatch, 0, Turn::kInOrder, std::nullopt);
    return true;
  }
  const Job* job = FindJob(row, JobKind::kMatch, 0);
  const bool urgent = job != nullptr && job->urgent;
  draft.Remove(JobKind::kMatch, 0);
  row.state = Progress::kMatched;
  row.state_reason = Reason::kNone;
  row.patient = found.patient;
  row.matched_by = found.by_person ? MatchedBy::kPerson : MatchedBy::kRule;
  draft.FilingFor(found.patient);
  draft.Put(JobKind::kDecide, 0, Turn::kInOrder, draft.now, 0, urgent);
  if (found.remember && !row.conversation.empty()) {
    draft.next.link =
        PatientLink{row.conversation, found.patient, "rule:one-match", draft.now, false};
  }
  return true;
}

bool On(Draft& draft, const MatchFailed& event) {
  ItemRow& row = draft.row();
  if (!IsAskedFor(row)) return false;
  const int attempts = draft.AttemptsOf(JobKind::kMatch, 0) + 1;
  const auto wait = NextAttempt(event.failure, attempts, draft.jitter);
  if (!wait) {  // it will not pass by itself: a person sees it, and it is asked again slowly
    draft.HoldItem(Reason::kDirectoryRefused, true);
    draft.Put(JobKind::kMatch, 0, Turn::kAlong, draft.now + kSlowly, attempts);
    return true;
  }
  const bool long_ago = draft.now - row.received > kSlowly;
  if (row.state == Progress::kHeld || long_ago) {
    draft.HoldItem(Reason::kDirectoryUnreachable, true);
    draft.Put(JobKind::kMatch, 0, Turn::kAlong, draft.now + *wait, attempts);
  } else {
    row.state_reason = Reason::kDirectoryUnreachable;
    draft.Put(JobKind::kMatch, 0, Turn::kInOrder, draft.now + *wait, attempts);
  }
  return true;
}

bool On(Draft& draft, const DeadlineCame&) {
  ItemRow& row = draft.row();
  if (Rests(row) && row.deadline && *row.deadline <= draft.now) {
    draft.DropItem(Reason::kHoldExpired);
    return true;
  }
  for (MediaRow& medium : row.media) {
    if (!medium.deadline || *medium.deadline > draft.now) continue;
    draft.DropMedium(medium, Reason::kHoldExpired);
    draft.AmendIfFiled();
  }
  return true;
}

bool On(Draft& draft, const Unreadable&) {
  ItemRow& row = draft.row();
  // What is filed stays so; only its media cannot follow.
  if (row.progress() == Progress::kFiled || row.progress() == Progress::kDropped) {
    draft.RemoveAll(JobKind::kPushMedium);
    draft.RemoveAll(JobKind::kAmend);
    draft.RemoveAll(JobKind::kVerify);
    for (MediaRow& medium : row.media) {
      if (medium.progress != MediaProgress::kStored) continue;
      medium.progress = MediaProgress::kFailed;
      medium.reason = Reason::kStoredItemUnreadable;
    }
    return true;
  }
  if (Filing* filing = draft.Newest()) draft.EndFiling(*filing, Reason::kStoredItemUnreadable);
  row.state = Progress::kFailed;
  row.state_reason = Reason::kStoredItemUnreadable;
  std::erase_if(row.jobs, [](const Job& job) {
    return job.kind != JobKind::kRetract && job.kind != JobKind::kForget;
  });
  return true;
}

bool MayRelease(const ItemRow& row) {
  if (row.destroyed || row.progress() == Progress::kNoted) return false;
  if (row.state == Progress::kHeld && IsOnlyForAPerson(row.state_reason)) return false;
  if (Rests(row)) return true;
  return std::any_of(row.media.begin(), row.media.end(), MayRetry) || SomethingWaits(row);
}

bool On(Draft& draft, const Release&) {
  ItemRow& row = draft.row();
  if (!MayRelease(row)) return false;
  if (!Rests(row)) {
    RetryMedia(draft);
    HurryJobs(draft);
    return true;
  }
  HurryJobs(draft, JobKind::kRetract);  // an undo that is owed comes first
  Filing* filing = row.state == Progress::kMatched ? draft.Newest() : nullptr;
  if (filing != nullptr && row.matched_by == MatchedBy::kPerson) {
    draft.FilingFor(filing->patient);
    draft.Put(JobKind::kDecide, 0, Turn::kInOrder, draft.now, 0, true);
  } else {
    row.state = Progress::kParsed;
    row.state_reason = Reason::kNone;
    draft.RemoveAll(JobKind::kDecide);
    draft.RemoveAll(JobKind::kPush);
    draft.Put(JobKind::kMatch, 0, Turn::kInOrder, draft.now, 0, true);
  }
  RetryMedia(draft);
  return true;
}

bool MayAssign(const ItemRow& row) {
  const Progress progress = row.progress();
  return !row.destroyed && progress != Progress::kNoted && row.state != Progress::kDropped &&
         row.state_reason != Reason::kStoredItemUnreadable;
}

bool On(Draft& draft, const Assign& event) {
  ItemRow& row = draft.row();
  if (!MayAssign(row)) return false;
  draft.by_person = true;
  const Filing* newest = NewestFiling(row);
  const bool same = newest != nullptr && newest->patient == event.patient;
  if (same && newest->state == FilingState::kFiled && row.state == Progress::kMatched) return false;
  const std::string held_for = HeldForConsentOf(row, event.patient);
  row.state = Progress::kMatched;
  row.state_reason = Reason::kNone;
  row.patient = event.patient;
  row.matched_by = MatchedBy::kPerson;
  Filing& filing = draft.FilingFor(event.patient);
  filing.also_asked = event.approved ? std::string() : held_for;
  draft.Remove(JobKind::kMatch, 0);
  draft.Put(JobKind::kDecide, 0, Turn::kInOrder, draft.now, 0, true);
  RetryMedia(draft);
  if (event.remember && held_for.empty() && !row.conversation.empty())
    draft.next.link =
        PatientLink{row.conversation, event.patient, "", draft.now, event.without_number};
  return true;
}

bool MayDrop(const ItemRow& row) {
  const Progress progress = row.progress();
  return progress != Progress::kFiled && progress != Progress::kNoted &&
         row.state != Progress::kDropped;
}

bool On(Draft& draft, const Drop& event) {
  if (!MayDrop(draft.row())) return false;
  draft.by_person = true;
  draft.DropItem(event.policy);
  return true;
}

bool On(Draft& draft, const ExtendHold& event) {
  ItemRow& row = draft.row();
  bool longer = false;
  const auto extend = [&](std::optional<Instant>& deadline) {
    if (!deadline || *deadline >= event.until) return;
    deadline = event.until;
    longer = true;
  };
  if (Rests(row)) extend(row.deadline);
  for (MediaRow& medium : row.media) extend(medium.deadline);
  return longer;
}

}  // namespace chartbridge::bridge::flow
