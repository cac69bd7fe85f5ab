#include "bridge/flow/draft.h"

namespace chartbridge::bridge::flow {

void Draft::Put(JobKind kind, int number, Turn turn, std::optional<Instant> due, int attempts,
                bool urgent) {
  Remove(kind, number);
  next.row.jobs.push_back({kind, number, turn, due, attempts, urgent});
}

void Draft::Remove(JobKind kind, int number) {
  std::erase_if(next.row.jobs,
                [&](const Job& job) { return job.kind == kind && job.number == number; });
}

void Draft::RemoveAll(JobKind kind) {
  std::erase_if(next.row.jobs, [&](const Job& job) { return job.kind == kind; });
}

int Draft::AttemptsOf(JobKind kind, int number) const {
  const Job* job = FindJob(next.row, kind, number);
  return job == nullptr ? 0 : job->attempts;
}

Filing* Draft::Find(int number) {
  const auto found = std::find_if(next.row.filings.begin(), next.row.filings.end(),
                                  [&](const Filing& filing) { return filing.number == number; });
  return found == next.row.filings.end() ? nullptr : &*found;
}

MediaRow* Draft::Medium(int number) {
  const auto found = std::find_if(next.row.media.begin(), next.row.media.end(),
                                  [&](const MediaRow& medium) { return medium.number == number; });
  return found == next.row.media.end() ? nullptr : &*found;
}

Filing& Draft::FilingFor(const std::string& patient) {
  Filing* newest = Newest();
  if (newest != nullptr && newest->patient == patient && IsOpen(newest->state)) {
    newest->state = FilingState::kPlanned;
    newest->reason = Reason::kNone;
    newest->attempts = 0;
    newest->first_tried.reset();
    Remove(JobKind::kPush, newest->number);
    return *newest;
  }
  if (newest != nullptr) EndFiling(*newest, Reason::kSuperseded);
  Filing fresh;
  fresh.number = newest == nullptr ? 0 : newest->number + 1;
  fresh.patient = patient;
  next.row.filings.push_back(std::move(fresh));
  return next.row.filings.back();
}

void Draft::EndFiling(Filing& filing, Reason reason) {
  const bool over = filing.state == FilingState::kDropped ||
                    filing.state == FilingState::kRetracted ||
                    filing.state == FilingState::kRetracting;
  RemoveAll(JobKind::kDecide);
  for (const JobKind kind : {JobKind::kPush, JobKind::kAmend, JobKind::kVerify})
    Remove(kind, filing.number);
  if (over) return;
  if (!MayStand(filing)) {
    filing.state = FilingState::kDropped;
    filing.reason = reason;
    return;
  }
  filing.state = FilingState::kRetracting;
  filing.reason = reason;
  filing.attempts = 0;
  Put(JobKind::kRetract, filing.number, Turn::kAnyTime, now, 0, by_person);
  RemoveAll(JobKind::kPushMedium);
  for (MediaRow& medium : next.row.media) {
    // The right patient's filing shall have it too.
    if (medium.progress == MediaProgress::kFiled && !medium.object.empty())
      medium.progress = MediaProgress::kStored;
    medium.maybe_sent = false;
  }
}

void Draft::HoldUntil(std::optional<std::chrono::hours> keep) {
  if (!keep) return;
  const Instant until = now + *keep;
  next.row.deadline = std::min(next.row.deadline.value_or(until), until);
}

void Draft::HoldFiling(Filing& filing, Reason reason, std::optional<std::chrono::hours> keep,
                       bool fetch) {
  filing.state = FilingState::kHeld;
  filing.reason = reason;
  HoldUntil(keep);
  Remove(JobKind::kPush, filing.number);
  fetch ? FetchWaiting() : LeavePending();
}

void Draft::FailFiling(Filing& filing, Reason reason) {
  filing.state = FilingState::kFailed;
  filing.reason = reason;
  RemoveAll(JobKind::kDecide);
  Remove(JobKind::kPush, filing.number);
}

void Draft::HoldItem(Reason reason, bool fetch) {
  next.row.state = Progress::kHeld;
  next.row.state_reason = reason;
  HoldUntil(HoldTime());
  fetch ? FetchWaiting() : LeavePending();
}

void Draft::DropItem(Reason policy) {
  if (Filing* filing = Newest()) EndFiling(*filing, policy);
  next.row.state = Progress::kDropped;
  next.row.state_reason = policy;
  next.row.deadline.reset();
  std::erase_if(next.row.jobs, [](const Job& job) {
    return job.kind != JobKind::kRetract && job.kind != JobKind::kForget;
  });
  for (MediaRow& medium : next.row.media) DropMedium(medium, policy);
  next.destroy_content = true;
}

void Draft::FetchWaiting() {
  for (MediaRow& medium : next.row.media) {
    if (medium.progress == MediaProgress::kWaiting) Fetch(medium);
  }
}

void Draft::LeavePending() {
  for (MediaRow& medium : next.row.media) {
    if (medium.progress != MediaProgress::kPending) continue;
    medium.progress = MediaProgress::kWaiting;
    medium.reason = Reason::kNone;
    Remove(JobKind::kFetch, medium.number);
  }
}

void Draft::Fetch(MediaRow& medium, bool urgent) {
  medium.progress = MediaProgress::kPending;
  medium.reason = Reason::kNone;
  medium.deadline.reset();
  medium.attempts = 0;
  Put(JobKind::kFetch, medium.number, Turn::kAnyTime, now, 0, urgent);
}

void Draft::DropMedium(MediaRow& medium, Reason reason) {
  if (medium.progress == MediaProgress::kDropped) return;
  medium.progress = MediaProgress::kDropped;
  medium.reason = reason;
  medium.deadline.reset();
  // It may have left by itself: what stands there of it is taken back.
  Filing* filing = Newest();
  const bool left =
      filing != nullptr && filing->state == FilingState::kFiled &&
      std::any_of(filing->parts.begin(), filing->parts.end(), [&](const FilingPart& part) {
        return IsOfMedium(part, medium.number) && part.state != PartState::kEnteredInError;
      });
  medium.maybe_sent = false;
  if (left) Put(JobKind::kRetract, filing->number, Turn::kAnyTime, now, 0, by_person);
  Remove(JobKind::kFetch, medium.number);
  Remove(JobKind::kPushMedium, medium.number);
  if (medium.key_id != 0) next.lost_keys.push_back(std::exchange(medium.key_id, 0));
  if (!medium.object.empty()) Put(JobKind::kForget, medium.number, Turn::kAnyTime, now);
}

void Draft::PushIfFiled(MediaRow& medium, bool urgent) {
  const Filing* filing = Newest();
  const bool filed = next.row.state == Progress::kMatched && filing != nullptr &&
                     filing->state == FilingState::kFiled;
  if (filed && medium.progress == MediaProgress::kStored)
    Put(JobKind::kPushMedium, medium.number, Turn::kAnyTime, now, 0, urgent);
}

void Draft::AmendIfFiled() {
  const Filing* filing = Newest();
  if (filing != nullptr && filing->state == FilingState::kFiled)
    Put(JobKind::kAmend, filing->number, Turn::kAnyTime, now);
}

Next Draft::Finish(bool changed) {
  if (!changed) return {};
  std::optional<Instant> first;
  const auto consider = [&](const std::optional<Instant>& deadline) {
    if (deadline && (!first || *deadline < *first)) first = deadline;
  };
  const Progress progress = next.row.progress();
  if (progress == Progress::kHeld || progress == Progress::kFailed) consider(next.row.deadline);
  for (const MediaRow& medium : next.row.media) consider(medium.deadline);
  Remove(JobKind::kExpire, 0);
  if (first) Put(JobKind::kExpire, 0, Turn::kAnyTime, *first);
  std::sort(next.row.jobs.begin(), next.row.jobs.end(), [](const Job& a, const Job& b) {
    return std::pair(a.kind, a.number) < std::pair(b.kind, b.number);
  });
  next.changed = true;
  return std::move(next);
}

bool IsOpen(FilingState state) {
  switch (state) {
    case FilingState::kPlanned:
    case FilingState::kPermitted:
    case FilingState::kMapped:
    case FilingState::kSent:
    case FilingState::kHeld:
    case FilingState::kFailed:
      return true;
    case FilingState::kFiled:
    case FilingState::kRetracting:
    case FilingState::kRetracted:
    case FilingState::kDropped:
      return false;
  }
  return false;
}

bool IsOfConsent(Reason reason) {
  return reason >= Reason::kNoConsent && reason <= Reason::kSecondPersonWanted;
}

bool IsOfMedium(const FilingPart& part, int number) {
  const std::string n = std::to_string(number);
  return part.part == "media:" + n || part.part == "binary:" + n ||
         part.part == "provenance/media:" + n;
}

bool MayStand(const Filing& filing) {
  if (filing.maybe_sent || filing.state == FilingState::kFiled) return true;
  return std::any_of(filing.parts.begin(), filing.parts.end(), [](const FilingPart& part) {
    return part.state == PartState::kConfirmed || part.state == PartState::kAmended;
  });
}

Reason ReasonOfFailure(FailureKind kind) {
  switch (kind) {
    case FailureKind::kUnreachable:
    case FailureKind::kFull:
    case FailureKind::kBusy:
      return Reason::kEhrUnreachable;
    case FailureKind::kThrottled:
      return Reason::kEhrThrottled;
    case FailureKind::kUnauthorized:
      return Reason::kEhrUnauthorized;
    case FailureKind::kForbidden:
      return Reason::kEhrForbidden;
    case FailureKind::kConflict:
      return Reason::kEhrConflict;
    case FailureKind::kAmbiguous:
      return Reason::kEhrAmbiguous;
    case FailureKind::kNotOffered:
      return Reason::kEhrNotOffered;
    case FailureKind::kNotFound:
      return Reason::kEhrNotFound;
    case FailureKind::kTooLarge:
      return Reason::kEhrTooLarge;
    case FailureKind::kRefused:
      return Reason::kEhrRefused;
    case FailureKind::kInDoubt:
      return Reason::kEhrInDoubt;
    case FailureKind::kCorrupt:
      return Reason::kEhrCorrupt;
  }
  return Reason::kEhrRefused;
}

Failure AsSaid(const Failure& failure, bool server_is_well) {
  const bool of_the_server = failure.kind == FailureKind::kForbidden ||
                             failure.kind == FailureKind::kNotOffered ||
                             failure.kind == FailureKind::kNotFound;
  Failure said = failure;
  if (of_the_server && !server_is_well) said.kind = FailureKind::kUnreachable;
  return said;
}

void Take(Filing& filing, const std::vector<FilingPart>& told) {
  for (const FilingPart& part : told) {
    const auto known = std::find_if(filing.parts.begin(), filing.parts.end(),
                                    [&](const FilingPart& mine) { return mine.part == part.part; });
    if (known == filing.parts.end()) {
      filing.parts.push_back(part);
      continue;
    }
    if (!part.reference.empty()) known->reference = part.reference;
    if (!part.version.empty()) known->version = part.version;
    known->state = part.state;
  }
}

}  // namespace chartbridge::bridge::flow
