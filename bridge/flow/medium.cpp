// Media: a life of their own beside their message.
#include "bridge/flow/draft.h"

namespace chartbridge::bridge::flow {
namespace {

using consent::DispositionKind;

bool HasLeft(const MediaRow& medium) {
  return medium.progress == MediaProgress::kFiled || medium.progress == MediaProgress::kDropped ||
         medium.progress == MediaProgress::kFailed;
}

Reason FetchReasonOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNotFound:
      return Reason::kExpired;
    case FailureKind::kTooLarge:
      return Reason::kTooLarge;
    case FailureKind::kCorrupt:
      return Reason::kCorrupt;
    case FailureKind::kUnauthorized:
      return Reason::kMediaUnauthorized;
    case FailureKind::kForbidden:
    case FailureKind::kRefused:
    case FailureKind::kNotOffered:
      return Reason::kMediaForbidden;
    case FailureKind::kFull:
      return Reason::kVaultFull;
    default:
      return Reason::kMediaUnreachable;
  }
}

Filing* FiledFiling(Draft& draft) {
  Filing* filing = draft.Newest();
  return filing != nullptr && filing->state == FilingState::kFiled ? filing : nullptr;
}

// It stays out, a person may try again; in the end it goes by the deadline.
void FailMedium(Draft& draft, MediaRow& medium, Reason reason) {
  medium.progress = MediaProgress::kFailed;
  medium.reason = reason;
  draft.Remove(JobKind::kFetch, medium.number);
  draft.Remove(JobKind::kPushMedium, medium.number);
  if (!medium.object.empty()) medium.deadline = draft.now + draft.HoldTime();
}

// Its parts that are not known to stand there: they were looked up, or refused.
void ForgetUnsent(Filing& filing, int number) {
  std::erase_if(filing.parts, [&](const FilingPart& part) {
    return IsOfMedium(part, number) && part.state == PartState::kSent;
  });
}

void HoldMedium(Draft& draft, MediaRow& medium, Reason reason, std::chrono::hours keep) {
  medium.progress = MediaProgress::kHeld;
  medium.reason = reason;
  medium.deadline = draft.now + keep;
  draft.Remove(JobKind::kFetch, medium.number);
  draft.Remove(JobKind::kPushMedium, medium.number);
}

}  // namespace

void Apply(Draft& draft, MediaRow& medium, const GateAnswer& answer) {
  if (HasLeft(medium)) return;
  const bool for_consent = medium.progress == MediaProgress::kHeld && IsOfConsent(medium.reason);
  if (medium.progress == MediaProgress::kHeld && !for_consent) return;
  const consent::Disposition& what = answer.disposition;
  switch (what.kind) {
    case DispositionKind::kForward:
      if (medium.progress == MediaProgress::kWaiting || (for_consent && medium.object.empty())) {
        draft.Fetch(medium);
      } else if (for_consent) {
        medium.progress = MediaProgress::kStored;
        medium.reason = Reason::kNone;
        medium.deadline.reset();
        draft.PushIfFiled(medium);
      }
      return;
    case DispositionKind::kDrop:
      draft.DropMedium(medium, answer.reason);
      return;
    case DispositionKind::kQuarantine:
    case DispositionKind::kHold:
      if (for_consent && medium.reason == answer.reason) return;  // its clock goes on
      HoldMedium(draft, medium, answer.reason, what.keep_for.value_or(draft.HoldTime()));
      return;
  }
}

bool On(Draft& draft, const MediumConfirmed& event) {
  MediaRow* medium = draft.Medium(event.number);
  Filing* filing = FiledFiling(draft);
  if (medium == nullptr || filing == nullptr || medium->progress != MediaProgress::kStored)
    return false;
  const int attempts = draft.AttemptsOf(JobKind::kPushMedium, event.number) + 1;
  if (event.answer.disposition.kind == DispositionKind::kForward) return true;
  if (event.answer.disposition.retry) {
    const auto wait =
        NextAttempt({FailureKind::kUnreachable, "", {}, 0, {}}, attempts, draft.jitter);
    draft.Put(JobKind::kPushMedium, event.number, Turn::kAnyTime,
              draft.now + wait.value_or(Milliseconds(kSlowly)), attempts);
    return true;
  }
  Apply(draft, *medium, event.answer);
  if (medium->progress == MediaProgress::kDropped) draft.AmendIfFiled();
  return true;
}

bool On(Draft& draft, const MediumLeaving& event) {
  MediaRow* medium = draft.Medium(event.number);
  Filing* filing = FiledFiling(draft);
  if (medium == nullptr || filing == nullptr || medium->progress != MediaProgress::kStored)
    return false;
  medium->maybe_sent = true;
  for (FilingPart part : event.parts) {
    const bool known = std::any_of(filing->parts.begin(), filing->parts.end(),
                                   [&](const FilingPart& mine) { return mine.part == part.part; });
    if (known) continue;
    part.state = PartState::kSent;
    filing->parts.push_back(std::move(part));
  }
  return true;
}

bool On(Draft& draft, const MediumPushEnded& event) {
  MediaRow* medium = draft.Medium(event.number);
  Filing* filing = draft.Newest();
  if (medium == nullptr || filing == nullptr) return false;
  // The parts belong to the filing that holds them, which may be undone meanwhile.
  const std::string part = "media:" + std::to_string(event.number);
  for (Filing& one : draft.row().filings) {
    const bool holds = std::any_of(one.parts.begin(), one.parts.end(),
                                   [&](const FilingPart& mine) { return mine.part == part; });
    if (holds && MayStand(one)) filing = &one;
  }
  Take(*filing, event.outcome.confirmed);
  if (filing->state == FilingState::kRetracting || filing->state == FilingState::kRetracted) {
    filing->state = FilingState::kRetracting;
    draft.Put(JobKind::kRetract, filing->number, Turn::kAnyTime, draft.now);
    return true;
  }
  if (medium->progress != MediaProgress::kStored) return true;
  if (!event.outcome.failure) {
    medium->progress = MediaProgress::kFiled;
    medium->reason = Reason::kNone;
    medium->attempts = 0;
    medium->maybe_sent = false;
    medium->deadline.reset();
    draft.Remove(JobKind::kPushMedium, event.number);
    draft.AmendIfFiled();
    return true;
  }
  const Failure failure = AsSaid(*event.outcome.failure, event.server_is_well);
  ++medium->attempts;
  medium->reason = ReasonOfFailure(failure.kind);
  const int attempts = draft.AttemptsOf(JobKind::kPushMedium, event.number) + 1;
  const auto wait = NextAttempt(failure, attempts, draft.jitter);
  // In doubt for a day by back-off alone: 1 s … 15 min makes about a hundred attempts.
  constexpr int kADayOfDoubt = 100;
  if (!wait || (failure.kind == FailureKind::kInDoubt && attempts > kADayOfDoubt)) {
    if (failure.kind != FailureKind::kInDoubt) {
      ForgetUnsent(*filing, event.number);
      medium->maybe_sent = false;
    }
    FailMedium(draft, *medium, medium->reason);
  } else {
    draft.Put(JobKind::kPushMedium, event.number, Turn::kAnyTime, draft.now + *wait, attempts);
  }
  return true;
}

bool On(Draft& draft, const MediumLookedUp& event) {
  MediaRow* medium = draft.Medium(event.number);
  Filing* filing = FiledFiling(draft);
  if (medium == nullptr || filing == nullptr) return false;
  Take(*filing, event.found);
  ForgetUnsent(*filing, event.number);
  if (event.found.empty()) medium->maybe_sent = false;
  return true;
}

bool On(Draft& draft, const MediumCannotPlan& event) {
  MediaRow* medium = draft.Medium(event.number);
  if (medium == nullptr || HasLeft(*medium)) return false;
  FailMedium(draft, *medium, Reason::kMappingRefused);
  return true;
}

bool On(Draft& draft, const Fetched& event) {
  MediaRow* medium = draft.Medium(event.stored.number);
  if (medium == nullptr || medium->progress != MediaProgress::kPending) return false;
  draft.Remove(JobKind::kFetch, medium->number);
  medium->object = event.stored.object;
  medium->key_id = event.stored.key_id;
  medium->content_type = event.stored.content_type;
  medium->size = event.stored.size;
  medium->sha1_base64 = event.stored.sha1_base64;
  medium->sha256_hex = event.stored.sha256_hex;
  medium->attempts = 0;
  if (event.stored.progress == MediaProgress::kHeld) {
    HoldMedium(draft, *medium, event.stored.reason, draft.HoldTime());
    return true;
  }
  medium->progress = MediaProgress::kStored;
  medium->reason = Reason::kNone;
  draft.PushIfFiled(*medium);
  return true;
}

bool On(Draft& draft, const FetchFailed& event) {
  MediaRow* medium = draft.Medium(event.number);
  if (medium == nullptr || medium->progress != MediaProgress::kPending) return false;
  ++medium->attempts;
  medium->reason = event.reason == Reason::kNone ? FetchReasonOf(event.failure.kind) : event.reason;
  const auto wait = NextAttempt(event.failure, medium->attempts, draft.jitter);
  const bool hopeless = draft.now - draft.row().received > kProviderKeeps;
  if (wait && !hopeless) {
    draft.Put(JobKind::kFetch, event.number, Turn::kAnyTime, draft.now + *wait, medium->attempts);
    return true;
  }
  FailMedium(draft, *medium, medium->reason);
  draft.AmendIfFiled();  // the chart says that it was not kept
  return true;
}

bool On(Draft& draft, const NothingToFetch& event) {
  draft.Remove(JobKind::kFetch, event.number);
  return true;
}

bool On(Draft& draft, const NothingToPush& event) {
  draft.Remove(JobKind::kPushMedium, event.number);
  return true;
}

bool On(Draft& draft, const NothingToRetract& event) {
  draft.Remove(JobKind::kRetract, event.number);
  return true;
}

bool On(Draft& draft, const PartsKnown& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr || !filing->parts.empty()) return false;
  filing->parts = event.parts;
  for (FilingPart& part : filing->parts)
    part.state = filing->maybe_sent ? PartState::kSent : PartState::kWanted;
  return true;
}

bool On(Draft& draft, const Forgotten& event) {
  MediaRow* medium = draft.Medium(event.number);
  draft.Remove(JobKind::kForget, event.number);
  if (medium == nullptr) return true;
  medium->object.clear();
  return true;
}

bool On(Draft& draft, const ReleaseMedium& event) {
  MediaRow* medium = draft.Medium(event.number);
  if (medium == nullptr || medium->progress != MediaProgress::kHeld ||
      medium->reason == Reason::kInfected)
    return false;
  medium->released = true;
  if (medium->object.empty()) {
    draft.Fetch(*medium, true);
    return true;
  }
  medium->progress = MediaProgress::kStored;
  medium->reason = Reason::kNone;
  medium->deadline.reset();
  draft.PushIfFiled(*medium, true);
  return true;
}

bool On(Draft& draft, const RetryMedium& event) {
  MediaRow* medium = draft.Medium(event.number);
  if (medium == nullptr) return false;
  const bool waits =
      medium->progress == MediaProgress::kPending || medium->progress == MediaProgress::kStored;
  if (waits) {
    bool found = false;
    for (Job& job : draft.row().jobs) {
      const bool mine = job.number == event.number &&
                        (job.kind == JobKind::kFetch || job.kind == JobKind::kPushMedium);
      if (!mine) continue;
      job.due = draft.now;
      job.urgent = found = true;
    }
    return found;
  }
  if (medium->progress != MediaProgress::kFailed) return false;
  if (medium->object.empty()) {
    draft.Fetch(*medium, true);
    return true;
  }
  medium->progress = MediaProgress::kStored;
  medium->reason = Reason::kNone;
  medium->attempts = 0;
  medium->deadline.reset();
  draft.PushIfFiled(*medium, true);
  return true;
}

bool On(Draft& draft, const DropMedium& event) {
  MediaRow* medium = draft.Medium(event.number);
  if (medium == nullptr || medium->progress == MediaProgress::kFiled ||
      medium->progress == MediaProgress::kDropped)
    return false;
  draft.DropMedium(*medium, Reason::kDroppedByStaff);
  draft.AmendIfFiled();
  return true;
}

}  // namespace chartbridge::bridge::flow
