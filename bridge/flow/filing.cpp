// May it be filed, and what became of it in the EHR?
#include "bridge/flow/draft.h"

namespace chartbridge::bridge::flow {
namespace {

using consent::DispositionKind;

// The filing that the event speaks of, if it still is the one that goes on.
Filing* Current(Draft& draft, int number) {
  Filing* filing = draft.Newest();
  const bool current = filing != nullptr && filing->number == number &&
                       draft.row().state == Progress::kMatched && IsOpen(filing->state);
  return current ? filing : nullptr;
}

bool Forwards(const GateAnswer& answer) {
  return answer.disposition.kind == DispositionKind::kForward;
}

// The gate does not let it go: what becomes of it.
void Refuse(Draft& draft, Filing& filing, const GateAnswer& answer) {
  const consent::Disposition& what = answer.disposition;
  if (what.kind == DispositionKind::kDrop) {
    draft.DropItem(answer.reason);
    return;
  }
  if (answer.reason == Reason::kPatientUnresolved) {
    // The record was merged into another one meanwhile: whose it is, is asked again soon.
    draft.EndFiling(filing, Reason::kSuperseded);
    draft.HoldItem(Reason::kPatientUnresolved, true);
    draft.Put(JobKind::kMatch, 0, Turn::kAlong, draft.now + kSoon);
    return;
  }
  const bool fetch = what.kind == DispositionKind::kHold && what.fetch_media;
  const int attempts = draft.AttemptsOf(JobKind::kDecide, 0) + 1;
  draft.HoldFiling(filing, answer.reason, what.keep_for, fetch);
  if (what.retry || what.ask_again) {
    const Failure unanswered{FailureKind::kUnreachable, "", what.ask_again, 0, {}, {}, {}};
    const Milliseconds wait = NextAttempt(unanswered, attempts, draft.jitter).value_or(kSlowly);
    const Milliseconds least = what.ask_again.value_or(Milliseconds(0));
    draft.Put(JobKind::kDecide, 0, Turn::kAlong, draft.now + std::max(wait, least), attempts);
  } else {
    // Parked: a new message, a staff step or a new Consent asks again.
    draft.Put(JobKind::kDecide, 0, Turn::kInOrder, std::nullopt);
  }
}

// The media as the gate sees them; true when what the payload says of one is no longer so.
bool ApplyToMedia(Draft& draft, const std::vector<GateAnswer>& answers) {
  const std::vector<MediaRow> before = draft.row().media;
  for (MediaRow& medium : draft.row().media) {
    const std::string part = "media:" + std::to_string(medium.number);
    const auto answer = std::find_if(answers.begin(), answers.end(),
                                     [&](const GateAnswer& one) { return one.part == part; });
    if (answer != answers.end()) Apply(draft, medium, *answer);
  }
  return draft.row().media != before;
}

void FinishFiling(Draft& draft, Filing& filing) {
  filing.state = FilingState::kFiled;
  filing.reason = Reason::kNone;
  filing.attempts = 0;
  filing.first_tried.reset();
  filing.maybe_sent = false;
  draft.row().deadline.reset();
  draft.RemoveAll(JobKind::kDecide);
  draft.Remove(JobKind::kPush, filing.number);
  draft.Put(JobKind::kVerify, filing.number, Turn::kAnyTime, draft.now);
  for (MediaRow& medium : draft.row().media) {
    const std::string part = "media:" + std::to_string(medium.number);
    const bool went = std::any_of(filing.parts.begin(), filing.parts.end(), [&](const auto& one) {
      return one.part == part && one.state != PartState::kWanted;
    });
    if (went && medium.progress == MediaProgress::kStored) {
      medium.progress = MediaProgress::kFiled;
      medium.reason = Reason::kNone;
    }
    draft.PushIfFiled(medium);
  }
}

void TryAgain(Draft& draft, Filing& filing, Milliseconds wait) {
  draft.Put(JobKind::kPush, filing.number, Turn::kInOrder, draft.now + wait,
            draft.AttemptsOf(JobKind::kPush, filing.number) + 1);
}

void PushFailed(Draft& draft, Filing& filing, const Failure& failure) {
  // It came to rest meanwhile, by another worker's hand: only its doubt counts.
  if (filing.state != FilingState::kSent && filing.state != FilingState::kMapped) return;
  const bool of_the_line = IsOfTheLine(failure.kind);
  ++filing.attempts;
  filing.reason = ReasonOfFailure(failure.kind);
  if (failure.kind == FailureKind::kInDoubt && !filing.first_tried) filing.first_tried = draft.now;
  const int attempt =
      of_the_line ? draft.AttemptsOf(JobKind::kPush, filing.number) + 1 : filing.attempts;
  const auto wait = NextAttempt(failure, attempt, draft.jitter);
  if (!wait) return draft.FailFiling(filing, filing.reason);
  TryAgain(draft, filing, *wait);
}

}  // namespace

bool On(Draft& draft, const Decided& event) {
  Filing* filing = Current(draft, event.number);
  if (filing == nullptr || event.answers.empty()) return false;
  const GateAnswer& message = event.answers.front();
  if (!Forwards(message)) {
    Refuse(draft, *filing, message);
    return true;
  }
  filing->state = FilingState::kPermitted;
  filing->reason = Reason::kNone;
  filing->basis = message.decision.basis;
  draft.row().deadline.reset();
  (void)ApplyToMedia(draft, event.answers);
  draft.Put(JobKind::kDecide, 0, Turn::kInOrder, draft.now, draft.AttemptsOf(JobKind::kDecide, 0));
  return true;
}

bool On(Draft& draft, const CouldNotAsk& event) {
  Filing* filing = Current(draft, event.number);
  if (filing == nullptr) return false;
  if (event.failure.kind == FailureKind::kNotFound) {
    // The record is gone: whose it is must be found anew, or by a person.
    draft.EndFiling(*filing, Reason::kPatientUnresolved);
    draft.HoldItem(Reason::kPatientUnresolved, true);
    draft.Put(JobKind::kMatch, 0, Turn::kInOrder, std::nullopt);
    return true;
  }
  const int attempts = draft.AttemptsOf(JobKind::kDecide, 0) + 1;
  const auto wait = NextAttempt(event.failure, attempts, draft.jitter);
  draft.HoldFiling(*filing, Reason::kConsentUnreachable, draft.HoldTime(), true);
  draft.Put(JobKind::kDecide, 0, Turn::kAlong, draft.now + wait.value_or(Milliseconds(kSlowly)),
            attempts);
  return true;
}

bool On(Draft& draft, const Planned& event) {
  Filing* filing = Current(draft, event.number);
  if (filing == nullptr) return false;
  filing->state = FilingState::kMapped;
  std::vector<FilingPart> parts = event.parts;
  for (FilingPart& part : parts) {
    const auto known = std::find_if(filing->parts.begin(), filing->parts.end(),
                                    [&](const FilingPart& mine) { return mine.part == part.part; });
    if (known != filing->parts.end() && known->identity == part.identity) part = *known;
  }
  // What was planned once and may have left stays known, also when it is not planned any more.
  for (const FilingPart& known : filing->parts) {
    const bool planned = std::any_of(parts.begin(), parts.end(), [&](const FilingPart& part) {
      return part.part == known.part;
    });
    if (!planned && known.state != PartState::kWanted) parts.push_back(known);
  }
  filing->parts = std::move(parts);
  const bool urgent =
      std::any_of(draft.row().jobs.begin(), draft.row().jobs.end(),
                  [](const Job& job) { return job.kind == JobKind::kDecide && job.urgent; });
  draft.RemoveAll(JobKind::kDecide);
  draft.Put(JobKind::kPush, filing->number, Turn::kInOrder, draft.now,
            draft.AttemptsOf(JobKind::kPush, filing->number), urgent);
  return true;
}

bool On(Draft& draft, const CannotPlan& event) {
  Filing* filing = Current(draft, event.number);
  if (filing == nullptr) return false;
  draft.FailFiling(*filing, Reason::kMappingRefused);
  return true;
}

bool On(Draft& draft, const Confirmed& event) {
  Filing* filing = Current(draft, event.number);
  if (filing == nullptr || event.answers.empty()) return false;
  const GateAnswer& message = event.answers.front();
  if (!Forwards(message)) {
    Refuse(draft, *filing, message);
    return true;
  }
  filing->basis = message.decision.basis;
  if (!ApplyToMedia(draft, event.answers)) return true;
  // The payload tells of a medium that may not go any more: it is made anew before anything leaves.
  filing->state = FilingState::kPermitted;
  draft.Remove(JobKind::kPush, filing->number);
  draft.Put(JobKind::kDecide, 0, Turn::kInOrder, draft.now);
  return true;
}

bool On(Draft& draft, const Leaving& event) {
  Filing* filing = Current(draft, event.number);
  if (filing == nullptr) return false;
  filing->state = FilingState::kSent;
  filing->maybe_sent = true;
  for (FilingPart& part : filing->parts) {
    if (part.state == PartState::kWanted) part.state = PartState::kSent;
  }
  return true;
}

bool On(Draft& draft, const NothingToSend& event) {
  draft.Remove(JobKind::kPush, event.number);
  return true;
}

bool On(Draft& draft, const LookedUp& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr) return false;
  Take(*filing, event.found);
  if (event.found.empty()) filing->maybe_sent = false;
  for (FilingPart& part : filing->parts) {  // what was asked for and is not there has not left
    if (part.state == PartState::kSent) part.state = PartState::kWanted;
  }
  if (filing->state == FilingState::kRetracting) {
    if (MayStand(*filing)) return true;
    filing->state = FilingState::kRetracted;
    draft.Remove(JobKind::kRetract, filing->number);
    return true;
  }
  filing = Current(draft, event.number);
  if (filing == nullptr) return true;
  if (event.all_wanted) {
    FinishFiling(draft, *filing);
    return true;
  }
  if (filing->first_tried && draft.now - *filing->first_tried >= kDoubtEnds) {
    draft.FailFiling(*filing, Reason::kEhrInDoubt);
    return true;
  }
  if (filing->state == FilingState::kSent) filing->state = FilingState::kMapped;
  return true;
}

bool On(Draft& draft, const PushEnded& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr) return false;
  Take(*filing, event.outcome.confirmed);
  if (!event.outcome.failure) {
    // What an earlier payload had and this one has not was looked up before, and is not there.
    std::erase_if(filing->parts, [](const FilingPart& part) {
      return part.state == PartState::kSent || part.state == PartState::kWanted;
    });
  }
  const bool ended = filing->state == FilingState::kRetracting ||
                     filing->state == FilingState::kRetracted ||
                     filing->state == FilingState::kDropped;
  if (ended) {
    // Somebody chose another patient, or dropped it, while it was on its way.
    filing->state = FilingState::kRetracting;
    filing->maybe_sent = filing->maybe_sent || event.outcome.failure.has_value();
    draft.Put(JobKind::kRetract, filing->number, Turn::kAnyTime, draft.now);
    return true;
  }
  filing = Current(draft, event.number);
  if (filing == nullptr) return true;
  if (!event.outcome.failure) {
    FinishFiling(draft, *filing);
  } else {
    PushFailed(draft, *filing, AsSaid(*event.outcome.failure, event.server_is_well));
  }
  return true;
}

bool On(Draft& draft, const Retracted& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr || filing->state != FilingState::kRetracting) return false;
  Take(*filing, event.outcome.confirmed);
  if (!event.outcome.failure) {
    filing->state = FilingState::kRetracted;
    filing->maybe_sent = false;
    for (FilingPart& part : filing->parts) {
      const bool stood = part.state == PartState::kConfirmed || part.state == PartState::kAmended;
      if (stood && part.part != "thread") part.state = PartState::kEnteredInError;
    }
    draft.Remove(JobKind::kRetract, filing->number);
    return true;
  }
  const int attempts = draft.AttemptsOf(JobKind::kRetract, filing->number) + 1;
  ++filing->attempts;
  const auto wait = NextAttempt(*event.outcome.failure, attempts, draft.jitter);
  const Instant again = draft.now + wait.value_or(Milliseconds(kSlowly));
  draft.Put(JobKind::kRetract, filing->number, Turn::kAnyTime, again, attempts);
  // Never in two charts: what comes next waits for it, or for a person.
  Filing* next = draft.Newest();
  if (next->number == filing->number || !IsOpen(next->state)) return true;
  if (!wait) {
    draft.FailFiling(*next, ReasonOfFailure(event.outcome.failure->kind));
    return true;
  }
  for (Job& job : draft.row().jobs) {
    const bool waits = job.kind == JobKind::kDecide || job.kind == JobKind::kPush;
    if (waits && job.due) job.due = std::max(*job.due, again);
  }
  return true;
}

bool On(Draft& draft, const MediaRetracted& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr) return false;
  const int attempts = draft.AttemptsOf(JobKind::kRetract, filing->number) + 1;
  draft.Remove(JobKind::kRetract, filing->number);
  Take(*filing, event.outcome.confirmed);
  if (event.outcome.failure) {
    const auto wait = NextAttempt(*event.outcome.failure, attempts, draft.jitter);
    draft.Put(JobKind::kRetract, filing->number, Turn::kAnyTime,
              draft.now + wait.value_or(Milliseconds(kSlowly)), attempts);
    return true;
  }
  std::erase_if(filing->parts, [&](const FilingPart& part) {
    return part.state != PartState::kEnteredInError &&
           std::find(event.parts.begin(), event.parts.end(), part.part) != event.parts.end();
  });
  return true;
}

bool On(Draft& draft, const Amended& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr) return false;
  Take(*filing, event.outcome.confirmed);
  const int attempts = draft.AttemptsOf(JobKind::kAmend, filing->number) + 1;
  draft.Remove(JobKind::kAmend, filing->number);
  if (!event.outcome.failure || filing->state != FilingState::kFiled) return true;
  const auto wait = NextAttempt(*event.outcome.failure, attempts, draft.jitter);
  draft.Put(JobKind::kAmend, filing->number, Turn::kAnyTime,
            draft.now + wait.value_or(Milliseconds(kSlowly)), attempts);
  return true;
}

bool On(Draft& draft, const Verified& event) {
  Filing* filing = draft.Find(event.number);
  if (filing == nullptr) return false;
  const int attempts = draft.AttemptsOf(JobKind::kVerify, filing->number) + 1;
  draft.Remove(JobKind::kVerify, filing->number);
  if (filing->state != FilingState::kFiled) return true;
  if (event.answer.disposition.retry) {
    const auto wait =
        NextAttempt({FailureKind::kUnreachable, "", {}, 0, {}}, attempts, draft.jitter);
    draft.Put(JobKind::kVerify, filing->number, Turn::kAnyTime,
              draft.now + wait.value_or(Milliseconds(kSlowly)), attempts);
    return true;
  }
  // Nothing is deleted silently: a person reads it and decides (rule R14).
  if (!Forwards(event.answer)) filing->reason = Reason::kDeliveredAfterChange;
  return true;
}

}  // namespace chartbridge::bridge::flow
